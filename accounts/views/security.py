"""The pages of a customer who is logged in, and the logout."""

from functools import partial
from typing import Any

from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.debug import sensitive_post_parameters

from accounts.credentials import known_browsers, password_change
from accounts.customers import agreements, registry
from accounts.forms.passwords import ChangePasswordForm
from accounts.login.process import Login
from accounts.login.steps import Step
from accounts.models import Account
from accounts.sessions import active, last_login
from accounts.views.decorators import login_step
from accounts.views.page_cache import render_cached
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import context_of
from hembanken.web.context_processors import contact
from kodbox import orders, stock

# Not "cookies": a known browser stays known (E5). Not "cache": it delays a logout by seconds.
CLEAR_SITE_DATA = '"storage"'


class CustomerRequest(HttpRequest):
    user: Account


@login_not_required
def home(request: CustomerRequest) -> HttpResponse:
    """Show the customer's first page. The last redirect of a login leads here and completes it.

    Whatever ends sessions comes before the login's transaction, and voids it, or waits for its end.
    """
    if request.user.is_authenticated:
        return _home(request)
    with audit_log.atomic():
        return _complete_login(request)


@login_step(Step.DONE)
def _complete_login(request: CustomerRequest, login: Login) -> HttpResponse:
    login.finish()
    wanted = login.state.wanted_page
    is_set_up = login.state.password_chosen or login.state.wants_to_connect
    if wanted and not (is_set_up or _has_news(request)):
        response: HttpResponse = redirect(wanted)
    else:
        response = _home(request, is_first=True, is_set_up=is_set_up, wanted_page=wanted)
    return known_browsers.remember(request, response, login.lookup_keys)


def _has_news(request: CustomerRequest) -> bool:
    """Return whether the first page after a login says what no other page says."""
    last = last_login.load(request)
    if last is None or last.failures:
        return True
    return stock.is_replaced(stock.devices_held_first(request.user.pk), last.login.at)


def _home(request: CustomerRequest, **once: Any) -> HttpResponse:
    facts = home_facts(request, **once)
    return render_cached(request, "accounts/home.html", placeholders={"facts": facts})


def home_facts(
    request: CustomerRequest,
    *,
    is_first: bool = False,
    is_set_up: bool = False,
    wanted_page: str = "",
) -> str:
    """Return the part of the home page that differs between customers.

    The first page after a login says once that a first login, a new password or a new kodbox
    is in place, and leads to the page that the customer wanted.
    """
    last, devices = last_login.load(request), stock.devices_held_first(request.user.pk)
    context = {
        "is_set_up": is_set_up,
        "wanted_page": wanted_page,
        "kodbox_replaced": is_first and last and stock.is_replaced(devices, last.login.at),
        "name": request.user.full_name,
        "last_login": last,
        "devices": devices,
        "order": orders.order_beside(devices),
    }
    return render_to_string("accounts/home_facts.html", {**context, **contact(request)})


def security(request: CustomerRequest) -> HttpResponse:
    context = {
        "devices": stock.devices_held_first(request.user.pk),
        "order": orders.order_under_way(request.user.pk),
        "sessions": active.active_sessions(request, request.user),
        "events": audit_log.events_of_account(request.user.pk),
    }
    return render(request, "accounts/security.html", context)


def accepted_agreements(request: CustomerRequest) -> HttpResponse:
    acceptances = agreements.accepted_by(request.user)
    return render(request, "accounts/accepted_agreements.html", {"acceptances": acceptances})


@sensitive_post_parameters()
def change_password(request: CustomerRequest) -> HttpResponse:
    form = ChangePasswordForm(partial(password_change.change, request), request.POST or None)
    if form.is_valid():
        return redirect("password_changed")
    username = {"username": registry.username_of(request.user)}
    return render_cached(request, "accounts/change_password.html", form, placeholders=username)


@login_not_required
def well_known_change_password(request: HttpRequest) -> HttpResponse:
    """Lead a password manager to the page (WICG: A Well-Known URL for Changing Passwords)."""
    return redirect("change_password")


def password_changed(request: CustomerRequest) -> HttpResponse:
    password_change.renew_session(request)
    return render(request, "accounts/password_changed.html")


@login_not_required
def logout(request: CustomerRequest) -> HttpResponse:
    """Log out and redirect to this page, which is open to everybody who is not logged in."""
    if request.method != "POST" and request.user.is_authenticated:
        return redirect("start")
    if request.method != "POST":
        return render(request, "accounts/logged_out.html")
    if request.user.is_authenticated:
        audit_log.append(Event.LOGGED_OUT, request.user.pk, context_of(request))
    auth.logout(request)
    response = redirect("logout")
    response.headers["Clear-Site-Data"] = CLEAR_SITE_DATA
    return response
