"""The page of an emulated device: GET shows it, POST presses one key.

The same device is shown in a frame beside other pages of this site; nothing else may be framed.
"""

import time

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kodbox.emulator import shelf, wording
from kodbox.emulator.display import Display

SAME_ORIGIN = "same-origin"  # Sec-Fetch-Site of a form of this site
POLICY = {name: value for name, value in settings.SECURE_CSP.items() if value}
FRAMED_BY_THIS_SITE = {**POLICY, "frame-ancestors": [CSP.SELF]}


@login_not_required
@csrf_exempt  # A login in another tab renews the token, and the device knows no logins.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def device(request: HttpRequest, serial: str) -> HttpResponse:
    return _respond(request, serial, "device")


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@xframe_options_sameorigin
@csp_override(FRAMED_BY_THIS_SITE)
def beside(request: HttpRequest, serial: str) -> HttpResponse:
    return _respond(request, serial, "beside")


def _respond(request: HttpRequest, serial: str, page: str) -> HttpResponse:
    try:
        shown = _as_json(_display_after(request, serial))
    except shelf.NoSuchKodbox as unknown:
        raise Http404 from unknown
    action = reverse(f"emulator:{page}", args=[serial])
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse(shown)
    if request.method == "POST":
        return redirect(f"{action}#kodbox" if page == "device" else action)
    context = {"serial": serial, "action": action, "shown": shown}
    return render(request, f"emulator/{page}.html", context)


def _display_after(request: HttpRequest, serial: str) -> Display:
    if (
        request.method == "POST"
        and request.headers.get("Sec-Fetch-Site", SAME_ORIGIN) == SAME_ORIGIN
    ):
        return shelf.press(serial, [request.POST.get("key", "")], time.time())
    return shelf.look(serial, time.time())


def _as_json(display: Display) -> dict[str, str | int]:
    return {
        "screen": display.screen.value,
        "text": display.text,
        "digits": wording.grouped(display),
        "spoken": wording.spoken(display),
        "next_step": wording.next_step(display),
        "correction": wording.correction(display),
        "seconds_left": round(display.seconds_left),
    }
