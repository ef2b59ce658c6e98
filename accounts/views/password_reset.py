"""The pages of a password reset: the code, and the temporary password, shown once."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from accounts.credentials import passwords
from accounts.customers import agreements
from accounts.forms.password_reset import NewPasswordForm, TemporaryPasswordForm
from accounts.login import state as login_state
from accounts.password_reset import flow as reset_flow
from accounts.password_reset import state as reset_state
from accounts.password_reset.flow import Reset
from accounts.views.page_cache import render_cached

TEMPORARY = "accounts/temporary_password.html"


@login_not_required
@sensitive_post_parameters()
def new_password(request: HttpRequest) -> HttpResponse:
    form = NewPasswordForm(partial(reset_flow.enter_code, request), request.POST or None)
    if form.is_valid():
        return redirect("temporary_password")
    reset_state.ensure_session(request)
    return render_cached(request, "accounts/new_password.html", form)


@login_not_required
@sensitive_post_parameters()
def temporary_password(request: HttpRequest) -> HttpResponse:
    if login_state.is_form_of_another_login(request):
        return redirect("other_login")
    reset = reset_flow.resume(request)
    if reset is None:
        return redirect("login" if request.method == "POST" else "new_password")
    if request.method != "POST":
        return _render(request, reset, shown_already=reset.state.password_generated)
    try:
        return (_confirm if "encrypted" in request.POST else _generate)(request, reset)
    except (reset_flow.AlreadyShown, passwords.PasswordChangedMeanwhile):
        return redirect("temporary_password")
    except UpdateError:  # Another tab has ended the session in the meantime.
        return redirect("new_password")


def _generate(request: HttpRequest, reset: Reset) -> HttpResponse:
    password, terms = reset.generate_password(), reset.terms
    form = TemporaryPasswordForm(
        initial={"encrypted": reset.encrypt_for_form(password)}, terms=terms
    )
    return _show(request, reset, form, password)


def _confirm(request: HttpRequest, reset: Reset) -> HttpResponse:
    password, terms = reset.decrypt_from_form(request.POST["encrypted"]), reset.terms
    form = TemporaryPasswordForm(request.POST, terms=terms)
    if form.is_valid():
        reset.complete(terms)
        return redirect("login")
    return _show(request, reset, form, password)


def _show(
    request: HttpRequest, reset: Reset, form: TemporaryPasswordForm, password: str
) -> HttpResponse:
    terms = reset.terms
    context = {
        "form": form,
        "terms": terms,
        "has_changed": terms and agreements.has_accepted_earlier(reset.account, terms),
        "password": password,
        "reset_time_left": reset.time_left,
    }
    return _render(request, reset, **context)


def _render(request: HttpRequest, reset: Reset, **context: object) -> HttpResponse:
    return render(request, TEMPORARY, {**reset.progress.context, **context})
