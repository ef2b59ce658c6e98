"""The page of an emulated device: GET shows it, POST presses one key."""

import time

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kodbox.emulator import shelf, wording
from kodbox.emulator.device import MENU, OK
from kodbox.emulator.display import Display

SAME_ORIGIN = "same-origin"  # Sec-Fetch-Site of a form of this site
KEYPAD = (*"123456789", MENU, "0", OK)


@login_not_required
@csrf_exempt  # A login in another tab renews the token, and the device knows no logins.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def device(request: HttpRequest, serial: str) -> HttpResponse:
    try:
        display = _display_after(request, serial)
    except shelf.NoSuchKodbox as unknown:
        raise Http404 from unknown
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse(_as_json(display))
    if request.method == "POST":
        return redirect(reverse("emulator:device", args=[serial]) + "#kodbox")
    page = {"serial": serial, "keypad": KEYPAD, "shown": _as_json(display)}
    return render(request, "emulator/device.html", page)


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
