"""The pages of a login, one for each step."""

from collections.abc import Mapping
from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts.customers import agreements, registry
from accounts.forms.login import ApproveForm, CodeForm, LoginForm, TermsForm
from accounts.forms.passwords import ChoosePasswordForm
from accounts.login import flow as login_flow
from accounts.login import progress as login_progress
from accounts.login import wanted_page
from accounts.login.joint import JointLogin
from accounts.login.process import Login
from accounts.login.progress import Progress
from accounts.login.steps import Step
from accounts.views.decorators import login_step
from accounts.views.page_cache import NO_PLACEHOLDERS, render_cached
from hembanken.web.refused_forms import render_form

AGREEMENT_CHANGED = _("Avtalet är nytt sedan du öppnade sidan. Läs det innan du går vidare.")


@login_not_required
@sensitive_post_parameters()
def login(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(wanted_page.of_customer(request) or "home")
    form = LoginForm(partial(login_flow.begin, request), request.POST or None)
    if form.is_valid():
        return login_flow.proceed(request, form.result)
    progress = login_progress.announced(request.session) or login_progress.LOGIN
    here = {"this_page": wanted_page.login_url(request)}
    return _render(request, "accounts/login.html", progress, form, placeholders=here)


@login_step(Step.CHOOSE_PASSWORD)
def choose_password(request: HttpRequest, login: Login) -> HttpResponse:
    form = ChoosePasswordForm(login.choose_password, request.POST or None)
    if form.is_valid():
        return login_flow.proceed(request, login)
    progress = login.progress_at(Step.CHOOSE_PASSWORD)
    username = {"username": registry.username_of(login.account)}
    return _render(request, "accounts/login_choose_password.html", progress, form, username)


@login_step(Step.CODE)
def code(request: HttpRequest, login: Login | JointLogin) -> HttpResponse:
    form = CodeForm(login.enter_code, request.POST or None)
    if form.is_valid():
        return login_flow.proceed(request, login)
    confirms_password = bool(getattr(login.state, "chosen_password", ""))
    progress = login.progress_at(Step.CODE)
    return _render(
        request, "accounts/login_code.html", progress, form, confirms_password=confirms_password
    )


@login_step(Step.TERMS)
def terms(request: HttpRequest, login: Login) -> HttpResponse:
    text = agreements.in_force(agreements.TERMS)
    form = TermsForm(request.POST or None, terms=text)
    if text and form.is_valid():
        login.accept_terms(text)
        return login_flow.proceed(request, login)
    context = {
        **login.progress_at(Step.TERMS).context,
        "terms": text,
        "has_changed": login.has_accepted_before(text),
    }
    return render_form(request, "accounts/terms.html", form, **context)


@login_step(Step.CONNECT)
def connect(request: HttpRequest, login: Login) -> HttpResponse:
    if request.method == "POST":
        login.connect()
        return login_flow.proceed(request, login)
    context = login.progress_at(Step.CONNECT).context
    return render(request, "accounts/connect.html", context)


@login_step(Step.AGREEMENT)
def agreement(request: HttpRequest, login: Login) -> HttpResponse:
    if request.method == "POST":
        if not login.read_agreement(request.POST.get("version", "")):
            messages.info(request, AGREEMENT_CHANGED)
        return login_flow.proceed(request, login)
    text = agreements.in_force(agreements.AGREEMENT)
    context = {
        **login.progress_at(Step.AGREEMENT).context,
        "agreement": text,
        "has_changed": login.has_accepted_before(text),
    }
    return render(request, "accounts/agreement.html", context)


@login_step(Step.APPROVE)
def approve(request: HttpRequest, login: Login) -> HttpResponse:
    form = ApproveForm(login.approve, request.POST or None)
    if form.is_valid():
        return login_flow.proceed(request, login)
    progress = login.progress_at(Step.APPROVE)
    username = {"username": registry.username_of(login.account)}
    return _render(request, "accounts/agreement_approve.html", progress, form, username)


def _render(
    request: HttpRequest,
    template: str,
    progress: Progress,
    form: forms.Form,
    placeholders: Mapping[str, str] = NO_PLACEHOLDERS,
    **flags: bool,
) -> HttpResponse:
    """Render a cached page with the progress of the login."""
    values = {**progress.placeholders, **placeholders}
    return render_cached(request, template, form, placeholders=values, **progress.flags, **flags)
