"""The time that a session has left, prolonging a session, and ending one, others or all."""

from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import context_processors
from accounts.login import flow as login_flow
from accounts.sessions import active, timeouts
from accounts.views.security import CLEAR_SITE_DATA, CustomerRequest, logout
from hembanken.audit.kinds import Kind
from hembanken.request_context import Actor, context_of

ENDED = _("Du har loggats ut på den enheten.")
ENDED_BEFORE = _("Du var redan utloggad på den enheten.")
OTHERS_ENDED = _("Du har loggats ut på alla andra enheter.")
ENDED_EVERYWHERE = _("Du är utloggad överallt, även på den här enheten.")


@login_not_required
def time_left(request: HttpRequest) -> HttpResponse:
    return _time_left_as_json(request)


@login_not_required
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:  # A logged-in customer's request was itself activity.
        login_flow.extend(request)
    return _time_left_as_json(request)


@login_not_required
def timed_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return render(request, "accounts/still_logged_in.html")
    if login := login_flow.resume(request):
        return login_flow.proceed(request, login)
    if not len(messages.get_messages(request)):
        messages.info(request, timeouts.ENDED_MEANWHILE)
    return redirect("login")


def log_out_one(request: CustomerRequest) -> HttpResponse:
    """End the session that the form names; the session of this request ends by the logout."""
    if request.method != "POST":
        return redirect("security")
    reference = request.POST.get("session", "")
    if active.is_current(request, request.user, reference):
        return logout(request)
    is_ended = active.end_one(request.user, reference, _actor(request))
    messages.info(request, ENDED if is_ended else ENDED_BEFORE)
    return redirect("security")


def log_out_others(request: CustomerRequest) -> HttpResponse:
    """End every other session, and return to the page that has the button."""
    if request.method == "POST":
        try:
            active.end_others(request, request.user, _actor(request))
        except UpdateError:  # Another tab has ended this session in the meantime.
            raise SessionInterrupted from None
        messages.info(request, OTHERS_ENDED)
    kind = request.POST.get("kind")
    return redirect("not_me", kind) if kind in set(Kind) else redirect("security")


def log_out_everywhere(request: CustomerRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("security")
    active.end_all(request.user, _actor(request))
    auth.logout(request)
    messages.info(request, ENDED_EVERYWHERE)
    response = redirect("login")
    response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
    return response


def _actor(request: CustomerRequest) -> Actor:
    return Actor(request.user.pk, context=context_of(request))


def _time_left_as_json(request: HttpRequest) -> JsonResponse:
    left = context_processors.time_left(request)
    return JsonResponse({"seconds": left.seconds, "extendable": left.extendable})
