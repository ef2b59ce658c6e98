"""The queue of orders, for staff: identified, taken, dispatched, and the letter by another one."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts import ordering
from accounts.models import Account
from hembanken.staff.acts import StaffAct, StaffAdmin, by, reason_form
from kodbox import orders
from kodbox.models import Order

CANCEL_REASONS = (
    _("Kunden ångrade sig"),
    _("Kunden kunde inte identifieras"),
    _("Fel adress"),
)


class IdentifyForm(forms.Form):
    """What Kundservice says of a customer whom they have identified."""

    may_begin_anew = forms.BooleanField(
        label=_("Kodboxen får börja med Skapa nytt lösenord"),
        help_text=_("Bara när kunden har glömt lösenordet och är säkert identifierad."),
        required=False,
    )


class SerialForm(forms.Form):
    """The box that goes into the envelope, typed or scanned."""

    serial = forms.CharField(label=_("Kodboxens serienummer"), max_length=40)


def identify(request: HttpRequest, order: Order, told: dict[str, Any]) -> None:
    orders.identify(order, by(request), may_begin_anew=told["may_begin_anew"])


def take(request: HttpRequest, order: Order, told: dict[str, Any]) -> None:
    orders.take(order, by(request))


def dispatch(request: HttpRequest, order: Order, told: dict[str, Any]) -> None:
    orders.dispatch(order, told["serial"], by(request))


def cancel(request: HttpRequest, order: Order, told: dict[str, Any]) -> None:
    orders.cancel(order, by(request), told["why"])


def print_letter(request: HttpRequest, order: Order, told: dict[str, Any]) -> HttpResponse:
    letter = ordering.print_letter(order, by(request))
    headers = {"Content-Disposition": 'attachment; filename="start-pin.pdf"'}
    return HttpResponse(letter, content_type="application/pdf", headers=headers)


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
    ordering = ("-state", "created_at", "pk")  # Backwards, those that wait come first.
    fields = readonly_fields = (
        "owner",
        "state",
        "delivery",
        "created_at",
        "identified_by",
        "taken_by",
        "device",
        "dispatched_by",
        "letter_printed_by",
        "letter_printed_at",
        "cancelled_by",
        "cancelled_why",
    )
    refusals = (orders.OrderRefused,)
    acts: ClassVar = (
        StaffAct(
            "identifierad",
            _("Kunden är identifierad"),
            "kodbox.handle_order",
            identify,
            IdentifyForm,
            is_waiting,
        ),
        StaffAct(
            "ta",
            _("Ta beställningen"),
            "kodbox.handle_order",
            take,
            is_offered=is_free,
        ),
        StaffAct(
            "skicka",
            _("Skicka kodbox"),
            "kodbox.handle_order",
            dispatch,
            SerialForm,
            is_taken_by,
        ),
        StaffAct(
            "avbryt",
            _("Avbryt beställningen"),
            "kodbox.handle_order",
            cancel,
            reason_form(
                _("Kunden ångrade sig"), _("Kunden kunde inte identifieras"), _("Fel adress")
            ),
            is_open,
        ),
        StaffAct(
            "brev",
            _("Skriv ut brevet med Start-PIN"),
            "kodbox.print_letter",
            print_letter,
            is_offered=has_letter_for,
        ),
    )
