"""The pages of a login, one for each step."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from accounts.customers import agreements, registry
from accounts.forms.login import ApproveForm, CodeForm, LoginForm, TermsForm
from accounts.forms.passwords import ChoosePasswordForm
from accounts.login import flow as login_flow
from accounts.login.joint import JointLogin
from accounts.login.process import Login
from accounts.login.steps import Step
from accounts.views.decorators import login_step
from accounts.views.page_cache import render_cached


@login_not_required
@sensitive_post_parameters()
def login(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("home")
    form = LoginForm(partial(login_flow.begin, request), request.POST or None)
    if form.is_valid():
        return login_flow.proceed(request, form.result)
    return render_cached(request, "accounts/login.html", form)


@login_step(Step.CHOOSE_PASSWORD)
def choose_password(request: HttpRequest, login: Login) -> HttpResponse:
    form = ChoosePasswordForm(login.choose_password, request.POST or None)
    if form.is_valid():
        return login_flow.proceed(request, login)
    username = {"username": registry.username_of(login.account)}
    return render_cached(
        request, "accounts/login_choose_password.html", form, placeholders=username
    )


@login_step(Step.CODE)
def code(request: HttpRequest, login: Login | JointLogin) -> HttpResponse:
    form = CodeForm(login.enter_code, request.POST or None)
    if form.is_valid():
        return login_flow.proceed(request, login)
    confirms_password = bool(getattr(login.state, "chosen_password", ""))
    return render_cached(
        request, "accounts/login_code.html", form, confirms_password=confirms_password
    )


@login_step(Step.TERMS)
def terms(request: HttpRequest, login: Login) -> HttpResponse:
    text = agreements.in_force(agreements.TERMS)
    form = TermsForm(request.POST or None, terms=text)
    if text and form.is_valid():
        login.accept_terms(text)
        return login_flow.proceed(request, login)
    return render(request, "accounts/terms.html", {"form": form, "terms": text})


@login_step(Step.CONNECT)
def connect(request: HttpRequest, login: Login) -> HttpResponse:
    if request.method == "POST":
        login.connect()
        return login_flow.proceed(request, login)
    return render_cached(request, "accounts/connect.html")


@login_step(Step.AGREEMENT)
def agreement(request: HttpRequest, login: Login) -> HttpResponse:
    if request.method == "POST":
        login.read_agreement(request.POST.get("version", ""))
        return login_flow.proceed(request, login)
    text = agreements.in_force(agreements.AGREEMENT)
    return render(request, "accounts/agreement.html", {"agreement": text})


@login_step(Step.APPROVE)
def approve(request: HttpRequest, login: Login) -> HttpResponse:
    form = ApproveForm(login.approve, request.POST or None)
    if form.is_valid():
        return login_flow.proceed(request, login)
    username = {"username": registry.username_of(login.account)}
    return render_cached(request, "accounts/agreement_approve.html", form, placeholders=username)
