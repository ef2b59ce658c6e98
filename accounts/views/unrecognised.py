"""Det här var inte jag: what helps at once against an event that the customer did not cause."""

from enum import StrEnum
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.views.security import CustomerRequest
from hembanken.audit.kinds import Kind
from kodbox import orders


class Help(StrEnum):
    """What the customer can do besides calling the bank; each has a part of the page."""

    LOG_OUT_OTHERS = "log_out_others"
    CHANGE_PASSWORD = "change_password"
    STOP_KODBOX = "stop_kodbox"
    CANCEL_ORDER = "cancel_order"


class Advice(NamedTuple):
    """What an event that the customer did not cause means, and what to do, in this order."""

    meaning: Any
    help: tuple[Help, ...]


EVERYTHING = (Help.LOG_OUT_OTHERS, Help.CHANGE_PASSWORD, Help.STOP_KODBOX)
ADVICE = {
    Kind.LOGIN: Advice(
        _("Då har någon ditt lösenord, din kodbox och din pinkod. Gör så här genast."), EVERYTHING
    ),
    Kind.WRONG_PASSWORD: Advice(
        _(
            "Någon skrev ditt nummer men fel lösenord och kom inte in. Ett enda försök kan vara "
            "någon som skrev fel. Händer det igen? Ring Kundservice."
        ),
        (Help.CHANGE_PASSWORD,),
    ),
    Kind.WRONG_CODE: Advice(
        _("Ingen kom in, men den som försökte kan ha ditt lösenord. Byt det genast."),
        (Help.CHANGE_PASSWORD,),
    ),
    Kind.LOGOUT: Advice(
        _("Då kan någon annan ha varit inloggad i ditt namn. Gör så här genast."), EVERYTHING
    ),
    Kind.PASSWORD: Advice(
        _("Då har någon annan använt din kodbox eller ditt lösenord. Gör så här genast."),
        EVERYTHING,
    ),
    Kind.ORDER: Advice(
        _("Då kan någon försöka få en kodbox i ditt namn. Gör så här genast."),
        (Help.CANCEL_ORDER, Help.CHANGE_PASSWORD),
    ),
    Kind.KODBOX: Advice(
        _("Då kan någon annan ha en kodbox i ditt namn. Gör så här genast."),
        (Help.STOP_KODBOX, Help.LOG_OUT_OTHERS, Help.CHANGE_PASSWORD),
    ),
    Kind.AGREEMENT: Advice(
        _("Då har någon annan godkänt något i ditt namn. Gör så här genast."), EVERYTHING
    ),
    Kind.BANK: Advice(_("Det här gjorde banken. Fråga oss, så berättar vi varför."), ()),
}


def not_me(request: CustomerRequest, kind: str) -> HttpResponse:
    if kind not in set(Kind):
        raise Http404
    order = orders.order_under_way(request.user.pk)
    can_cancel = order is not None and order.is_open
    context = {"kind": kind, "advice": ADVICE[Kind(kind)], "can_cancel": can_cancel}
    return render(request, "accounts/not_me.html", context)
