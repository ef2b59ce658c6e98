"""Skapa nytt lösenord: a code, and the temporary password that is shown once."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from accounts import passwords, pending_reset, reset_flow
from accounts.drawing import draw
from accounts.forms.new_password import NewPasswordForm, TicksForm
from accounts.reset_flow import Reset

TEMPORARY = "accounts/temporary_password.html"


@login_not_required
@sensitive_post_parameters()
def new_password(request: HttpRequest) -> HttpResponse:
    form = NewPasswordForm(partial(reset_flow.enter_code, request), request.POST or None)
    if form.is_valid():
        return redirect("temporary_password")
    pending_reset.visit(request)
    return draw(request, "accounts/new_password.html", form)


@login_not_required
@sensitive_post_parameters()
def temporary_password(request: HttpRequest) -> HttpResponse:
    reset = reset_flow.resume(request)
    if reset is None:
        return redirect("login" if request.method == "POST" else "new_password")
    if request.method != "POST":
        return render(request, TEMPORARY, {"shown_already": reset.facts.drawn})
    try:
        return _tick(request, reset) if "sealed" in request.POST else _draw(request, reset)
    except (reset_flow.ShownAlready, passwords.PasswordMoved):
        return render(request, TEMPORARY, {"shown_already": True})
    except UpdateError:  # Another tab has ended this session meanwhile.
        return redirect("new_password")


def _draw(request: HttpRequest, reset: Reset) -> HttpResponse:
    password, terms = reset.draw_password(), reset.terms
    form = TicksForm(initial={"sealed": reset.seal_for_form(password)}, terms=terms)
    return render(request, TEMPORARY, {"form": form, "terms": terms, "password": password})


def _tick(request: HttpRequest, reset: Reset) -> HttpResponse:
    password, terms = reset.unseal_from_form(request.POST["sealed"]), reset.terms
    form = TicksForm(request.POST, terms=terms)
    if form.is_valid():
        reset.complete(terms)
        return redirect("login")
    return render(request, TEMPORARY, {"form": form, "terms": terms, "password": password})
