"""Logging in: number and password, a code, and what the first login asks for."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from accounts import agreements, attempts, customers, login_flow
from accounts.forms import ApproveForm, ChoosePasswordForm, CodeForm, LoginForm, TermsForm
from accounts.login_flow import login_step
from accounts.models import Account
from accounts.pending_login import Step


@login_not_required
@sensitive_post_parameters()
def login(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("home")
    form = LoginForm(partial(login_flow.begin, request), request.POST or None)
    if form.is_valid():
        return login_flow.proceed(request)
    number = form.cleaned_data.get("number") if form.was_refused else None
    warning = number and attempts.should_warn(customers.index_of(number))
    return render(request, "accounts/login.html", {"form": form, "warning": warning})


@login_step(Step.CHOOSE_PASSWORD)
def choose_password(request: HttpRequest, account: Account) -> HttpResponse:
    choose = partial(login_flow.choose_password, request, account)
    form = ChoosePasswordForm(choose, request.POST or None)
    if form.is_valid():
        return login_flow.proceed(request)
    return render(request, "accounts/login_choose_password.html", {"form": form})


@login_step(Step.CODE)
def code(request: HttpRequest, account: Account) -> HttpResponse:
    form = CodeForm(partial(login_flow.enter_code, request, account), request.POST or None)
    if form.is_valid():
        return login_flow.proceed(request)
    warning = form.was_refused and login_flow.should_warn(request)
    return render(request, "accounts/login_code.html", {"form": form, "warning": warning})


@login_step(Step.TERMS)
def terms(request: HttpRequest, account: Account) -> HttpResponse:
    form = TermsForm(request.POST or None)
    if form.is_valid():
        login_flow.accept_terms(request, account)
        return login_flow.proceed(request)
    text = agreements.to_accept(account)[agreements.TERMS]
    return render(request, "accounts/terms.html", {"form": form, "terms": text})


@login_step(Step.CONNECT)
def connect(request: HttpRequest, account: Account) -> HttpResponse:
    if request.method == "POST":
        login_flow.connect(request)
        return login_flow.proceed(request)
    return render(request, "accounts/connect.html")


@login_step(Step.AGREEMENT)
def agreement(request: HttpRequest, account: Account) -> HttpResponse:
    if request.method == "POST":
        login_flow.read_agreement(request)
        return login_flow.proceed(request)
    text = agreements.in_force(agreements.AGREEMENT)
    return render(request, "accounts/agreement.html", {"agreement": text})


@login_step(Step.APPROVE)
def approve(request: HttpRequest, account: Account) -> HttpResponse:
    form = ApproveForm(partial(login_flow.approve, request, account), request.POST or None)
    if form.is_valid():
        return login_flow.proceed(request)
    return render(request, "accounts/agreement_approve.html", {"form": form})


@require_safe
@login_step(Step.DONE)
def done(request: HttpRequest, account: Account) -> HttpResponse:
    return login_flow.finish(request, account)
