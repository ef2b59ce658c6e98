"""Skapa nytt lösenord: a code, and the temporary password that is shown once."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from accounts import passwords, reset_flow
from accounts.forms import NewPasswordForm, TicksForm
from accounts.models import Account

TEMPORARY = "accounts/temporary_password.html"


@login_not_required
@sensitive_post_parameters()
def new_password(request: HttpRequest) -> HttpResponse:
    form = NewPasswordForm(partial(reset_flow.enter_code, request), request.POST or None)
    if form.is_valid():
        return redirect("temporary_password")
    reset_flow.visit(request)
    return render(request, "accounts/new_password.html", {"form": form})


@login_not_required
@sensitive_post_parameters()
def temporary_password(request: HttpRequest) -> HttpResponse:
    found = reset_flow.resume(request)
    if found is None:
        return redirect("login" if request.method == "POST" else "new_password")
    pending, account = found
    if request.method != "POST":
        reset_flow.renew_session(request, pending)
        return render(request, TEMPORARY, {"shown_already": pending.drawn})
    try:
        return _draw(request, account) if "draw" in request.POST else _tick(request, account)
    except (reset_flow.ShownAlready, passwords.PasswordMoved):
        return render(request, TEMPORARY, {"shown_already": True})


def _draw(request: HttpRequest, account: Account) -> HttpResponse:
    password = reset_flow.draw_password(request, account)
    terms = reset_flow.terms_to_accept(account)
    sealed = reset_flow.seal_for_form(account, password)
    form = TicksForm(initial={"sealed": sealed}, with_terms=terms is not None)
    return render(request, TEMPORARY, {"form": form, "terms": terms, "password": password})


def _tick(request: HttpRequest, account: Account) -> HttpResponse:
    terms = reset_flow.terms_to_accept(account)
    password = reset_flow.unseal_from_form(account, request.POST.get("sealed", ""))
    form = TicksForm(request.POST, with_terms=terms is not None)
    if form.is_valid():
        reset_flow.complete(request, account, terms)
        return redirect("login")
    return render(request, TEMPORARY, {"form": form, "terms": terms, "password": password})
