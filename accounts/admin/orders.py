"""The queue of orders, for staff."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.order_acts import ACTS
from hembanken.staff.holders import who
from hembanken.staff.rows import StaffAdmin
from hembanken.staff.words import in_words
from kodbox.models import Order
from kodbox.orders import OrderRefused


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
    refusals = (OrderRefused,)
    acts: ClassVar = ACTS

    @admin.display(description=_("avbruten därför"))
    def why_cancelled(self, order: Order) -> str:
        return in_words(order.cancelled_why)

    def account_of(self, row: Order) -> UUID | None:
        return row.owner_id
