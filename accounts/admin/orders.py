"""The queue of orders, for staff: identified, taken, dispatched, and the letter by another one."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts import ordering
from accounts.admin.customers import IDENTIFIED, PROTECTED
from accounts.models import Account
from hembanken.source import Act
from hembanken.staff.acts import StaffAct
from hembanken.staff.forms import reason_form
from hembanken.staff.holders import who
from hembanken.staff.rows import StaffAdmin
from hembanken.staff.words import in_words
from kodbox import orders
from kodbox.models import Order

IdentifyForm = reason_form(
    *IDENTIFIED,
    may_begin_anew=forms.BooleanField(
        label=_("Kodboxen får börja med Skapa nytt lösenord"),
        help_text=_("Bara när kunden har glömt lösenordet och är säkert identifierad."),
        required=False,
    ),
)
DispatchForm = reason_form(
    gettext_noop("Enligt beställningen"),
    serial=forms.CharField(
        label=_("Kodboxens serienummer"),
        max_length=40,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),  # for a scanner
    ),
)
CancelForm = reason_form(
    gettext_noop("Kunden ångrade sig"),
    gettext_noop("Kunden kunde inte identifieras"),
    gettext_noop("Fel adress"),
)
LetterForm = reason_form(gettext_noop("Brevet skickas"), gettext_noop("Kunden hämtar brevet"))


def print_letter(order: Order, act: Act) -> HttpResponse:
    letter = ordering.print_letter(order, act)
    headers = {"Content-Disposition": 'attachment; filename="start-pin.pdf"'}
    return HttpResponse(letter, content_type="application/pdf", headers=headers)


def handled(condition: Callable[[Order, Account], bool]) -> Callable[[Order, Account], bool]:
    """Offer an act on an order to those who may handle its customer, and while it can be done."""

    def is_offered(order: Order, staff: Account) -> bool:
        may_handle = not order.owner.is_protected or staff.has_perm(PROTECTED)
        return may_handle and condition(order, staff)

    return is_offered


def is_waiting(order: Order, _staff: Account) -> bool:
    return order.state == Order.State.WAITING


def is_free(order: Order, _staff: Account) -> bool:
    return order.state == Order.State.IDENTIFIED and order.taken_by_id is None


def is_taken_by(order: Order, staff: Account) -> bool:
    return order.state == Order.State.IDENTIFIED and order.taken_by_id == staff.pk


def is_open(order: Order, _staff: Account) -> bool:
    return order.state in orders.OPEN


def has_letter_for(order: Order, staff: Account) -> bool:
    """Tell whether a letter waits, and for somebody else than who dispatched the box (C16)."""
    is_unprinted = order.letter_printed_by_id is None
    return (
        order.state == Order.State.DISPATCHED
        and is_unprinted
        and order.dispatched_by_id != staff.pk
    )


class LetterFilter(admin.SimpleListFilter):
    """The letters that wait to be printed, the oldest first."""

    title = _("brev")
    parameter_name = "brev"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("vantar", _("väntar på utskrift"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        waiting = {"state": Order.State.DISPATCHED, "letter_printed_by": None}
        return queryset.filter(**waiting) if self.value() else queryset


@admin.register(Order)
class OrderAdmin(StaffAdmin):
    """Orders, those that wait first."""

    list_display = ("created_at", "owner", "state", "delivery", "taken_by", "device")
    list_filter = ("state", LetterFilter, "delivery")
    led_to_by = ("taken_by__isnull", "taken_by__exact", "letter_printed_by__isnull")
    ordering = ("-state", "created_at", "pk")  # Backwards, those that wait come first.
    fields = readonly_fields = (
        "owner",
        "state",
        "delivery",
        "created_at",
        who(Order, "identified_by"),
        who(Order, "taken_by"),
        "device",
        who(Order, "dispatched_by"),
        who(Order, "letter_printed_by"),
        "letter_printed_at",
        who(Order, "cancelled_by"),
        "why_cancelled",
    )
    refusals = (orders.OrderRefused,)
    acts: ClassVar = (
        StaffAct(
            "identifierad",
            _("Kunden är identifierad"),
            "kodbox.handle_order",
            orders.identify,
            IdentifyForm,
            handled(is_waiting),
        ),
        StaffAct(
            "ta",
            _("Ta beställningen"),
            "kodbox.handle_order",
            orders.take,
            is_offered=handled(is_free),
        ),
        StaffAct(
            "skicka",
            _("Skicka kodbox"),
            "kodbox.handle_order",
            orders.dispatch,
            DispatchForm,
            handled(is_taken_by),
        ),
        StaffAct(
            "avbryt",
            _("Avbryt beställningen"),
            "kodbox.handle_order",
            orders.cancel,
            CancelForm,
            handled(is_open),
        ),
        StaffAct(
            "brev",
            _("Skriv ut brevet med Start-PIN"),
            "kodbox.print_letter",
            print_letter,
            LetterForm,
            handled(has_letter_for),
        ),
    )

    @admin.display(description=_("avbruten därför"))
    def why_cancelled(self, order: Order) -> str:
        return in_words(order.cancelled_why)

    def account_of(self, row: Order) -> UUID | None:
        return row.owner_id
