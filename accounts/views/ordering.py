"""The pages on which a kodbox is ordered, logged in or not."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts import ordering
from accounts.credentials import known_browsers
from accounts.customers import registry
from accounts.forms.ordering import AnonymousOrderForm, OrderForm
from accounts.models import Account
from accounts.personnummer import Number
from accounts.views.security import CustomerRequest
from hembanken.request_context import context_of
from hembanken.web.refused_forms import render_form
from kodbox import orders
from kodbox.models import Order

PAGE, CANCEL = "accounts/order_kodbox.html", "accounts/order_cancel.html"
CANCELLED = _("Beställningen är avbruten.")


@login_not_required
@sensitive_post_parameters()
def order_kodbox(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Account):
        return _order_logged_in(request, request.user)
    form = AnonymousOrderForm(partial(_order_unidentified, request), request.POST or None)
    if form.is_valid():
        return redirect("order_received")
    return render_form(request, PAGE, form)


def cancel_order(request: CustomerRequest) -> HttpResponse:
    order = orders.open_order(request.user.pk)
    if request.method != "POST":
        return render(request, CANCEL, {"order": order}) if order else redirect("security")
    try:
        ordering.cancel(request.user, context_of(request))
    except orders.OrderRefused as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, CANCELLED)
    return redirect("security")


@login_not_required
def order_received(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/order_received.html")


def _order_logged_in(request: HttpRequest, account: Account) -> HttpResponse:
    form = OrderForm(request.POST or None)
    if form.is_valid():
        ordering.order(account, context=context_of(request), identified=True, **form.cleaned_data)
        return redirect("order_kodbox")
    return render_form(request, PAGE, form, order=orders.order_under_way(account.pk))


def _order_unidentified(
    request: HttpRequest,
    number: Number,
    password: str,
    delivery: str,
    kind: str = Order.Kind.ORDINARY,
) -> None:
    attempt = known_browsers.attempt_for(request, registry.lookup_keys(number))
    ordering.order_unidentified(number, password, delivery, kind, attempt)
