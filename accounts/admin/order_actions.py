"""The staff actions on an order, from identification to the letter and the hand-over."""

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts import ordering
from accounts.admin.customer_actions import IDENTIFIED, may_handle
from accounts.models import Account
from hembanken.request_context import Actor
from hembanken.staff.actions import StaffAction, reason_form
from kodbox import handover, orders
from kodbox.models import Order, State

IdentifyForm = reason_form(
    *IDENTIFIED,
    may_reset=forms.BooleanField(
        label=_("Kodboxen får börja med Skapa nytt lösenord"),
        help_text=_("Bara när kunden har glömt lösenordet och är säkert identifierad."),
        required=False,
    ),
)
DispatchForm = reason_form(
    gettext_noop("Enligt beställningen"),
    serial=forms.CharField(
        label=_("Kodboxens serienummer"),
        help_text=_("Välj en kodbox av den sort som beställningen gäller."),
        max_length=40,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),  # for a scanner
    ),
)
CancelForm = reason_form(
    gettext_noop("Kunden ångrade sig"),
    gettext_noop("Kunden kunde inte identifieras"),
    gettext_noop("Fel adress"),
)
LetterForm = reason_form(gettext_noop("Brevet skickas"))
BranchLetterForm = reason_form(gettext_noop("Kodboxen har kommit till kontoret"))
HandOverForm = reason_form(gettext_noop("Kunden har visat legitimation"))


def print_letter(order: Order, actor: Actor) -> HttpResponse:
    letter = ordering.print_letter(order, actor)
    headers = {"Content-Disposition": 'attachment; filename="start-pin.pdf"'}
    return HttpResponse(letter, content_type="application/pdf", headers=headers)


def if_may_handle(condition: Callable[[Order, Account], bool]) -> Callable[[Order, Account], bool]:
    """Return the condition, limited to staff who may handle the order's customer."""
    return lambda order, staff: may_handle(order.owner, staff) and condition(order, staff)


def is_free(order: Order, _staff: Account) -> bool:
    return order.state == Order.State.IDENTIFIED and order.taken_by_id is None


def is_taken_by(order: Order, staff: Account) -> bool:
    return order.state == Order.State.IDENTIFIED and order.taken_by_id == staff.pk


def has_letter_for(order: Order, staff: Account) -> bool:
    """Return whether the letter waits, and somebody else dispatched the kodbox (C16)."""
    return (
        order.state == Order.State.DISPATCHED
        and order.letter_printed_by_id is None
        and order.dispatched_by_id != staff.pk
    )


def waits_at_branch(order: Order, staff: Account) -> bool:
    """Return whether the kodbox waits at a branch, and others sent it and printed the letter."""
    return (
        order.waits_at_branch
        and staff.pk not in (order.dispatched_by_id, order.letter_printed_by_id)
        and order.device is not None
        and order.device.state == State.DISPATCHED
    )


ACTIONS = (
    StaffAction(
        "identifierad",
        _("Kunden är identifierad"),
        "kodbox.handle_order",
        orders.identify,
        IdentifyForm,
        if_may_handle(lambda order, _staff: order.state == Order.State.WAITING),
    ),
    StaffAction(
        "ta",
        _("Ta beställningen"),
        "kodbox.handle_order",
        orders.take,
        is_offered=if_may_handle(is_free),
    ),
    StaffAction(
        "skicka",
        _("Skicka kodbox"),
        "kodbox.handle_order",
        orders.dispatch,
        DispatchForm,
        if_may_handle(is_taken_by),
    ),
    StaffAction(
        "avbryt",
        _("Avbryt beställningen"),
        "kodbox.handle_order",
        orders.cancel,
        CancelForm,
        if_may_handle(lambda order, _staff: order.is_open),
    ),
    StaffAction(
        "brev",
        _("Skriv ut brevet med Start-PIN"),
        "kodbox.print_letter",
        print_letter,
        LetterForm,
        if_may_handle(lambda each, staff: has_letter_for(each, staff) and not each.is_collected),
    ),
    StaffAction(
        "brev-kontor",
        _("Skriv ut brevet att lämna på kontoret"),
        "kodbox.print_letter",
        print_letter,
        BranchLetterForm,
        if_may_handle(lambda each, staff: has_letter_for(each, staff) and each.is_collected),
    ),
    StaffAction(
        "lamna-over",
        _("Lämna kodbox och Start-PIN på kontoret"),
        "kodbox.hand_over",
        handover.hand_over,
        HandOverForm,
        if_may_handle(waits_at_branch),
    ),
)
