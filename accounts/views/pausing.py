"""The pages on which a customer pauses the own kodbox, logged in or not."""

from functools import partial

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from accounts import pausing
from accounts.credentials import known_browsers
from accounts.customers import registry
from accounts.forms.pausing import PauseForm
from accounts.personnummer import Number
from accounts.views.security import CLEAR_SITE_DATA
from hembanken.web.refused_forms import render_form

PAGE = "accounts/pause_kodbox.html"


@login_not_required
@sensitive_post_parameters()
def pause_kodbox(request: HttpRequest) -> HttpResponse:
    """Pause at once if the customer is logged in, and otherwise by number and password.

    A confirmation from a session that has ended meanwhile leads to what has become of it.
    """
    if request.user.is_authenticated:
        return _pause_logged_in(request)
    if request.method == "POST" and "number" not in request.POST:
        return redirect("kodbox_paused")
    if settings.PUBLIC_PAUSE != "on":
        return render(request, PAGE, {"is_closed": True})
    form = PauseForm(partial(_pause_unidentified, request), request.POST or None)
    if form.is_valid():
        return redirect("pause_received")
    return render_form(request, PAGE, form)


@login_not_required
def pause_received(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/pause_received.html")


@login_not_required
def kodbox_paused(request: HttpRequest) -> HttpResponse:
    if not pausing.has_just_paused(request.session):
        return redirect("pause_kodbox")
    return render(request, "accounts/kodbox_paused.html")


def _pause_logged_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "accounts/pause_confirm.html")
    try:
        pausing.pause_own(request)
    except UpdateError:  # Another tab has ended the session in the meantime.
        request.session.flush()
    response = redirect("kodbox_paused")
    response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
    return response


def _pause_unidentified(request: HttpRequest, number: Number, password: str) -> None:
    attempt = known_browsers.attempt_for(request, registry.lookup_keys(number))
    pausing.pause_unidentified(number, password, attempt)
