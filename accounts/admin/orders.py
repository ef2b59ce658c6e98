"""The orders in the staff's admin."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.order_actions import ACTIONS
from hembanken.staff.display import account_column
from hembanken.staff.rows import StaffAdmin
from hembanken.staff.wording import localised_detail
from kodbox.models import Order
from kodbox.orders import OrderRefused


class LetterFilter(admin.SimpleListFilter):
    title = _("brev")
    parameter_name = "brev"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("vantar", _("väntar på utskrift"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        waiting = {"state": Order.State.DISPATCHED, "letter_printed_by": None}
        return queryset.filter(**waiting) if self.value() else queryset


@admin.register(Order)
class OrderAdmin(StaffAdmin):
    list_display = ("created_at", "owner", "state", "kind", "delivery", "taken_by", "device")
    list_filter = ("state", LetterFilter, "delivery")
    linked_lookups = (
        "taken_by__isnull",
        "taken_by__exact",
        "letter_printed_by__isnull",
        "handed_over_by__isnull",
        "device__state__exact",
    )
    ordering = ("-state", "created_at", "pk")  # "waiting" sorts last.
    fields = readonly_fields = (
        "owner",
        "state",
        "kind",
        "delivery",
        "created_at",
        account_column(Order, "identified_by"),
        "may_reset",
        account_column(Order, "taken_by"),
        "device",
        account_column(Order, "dispatched_by"),
        account_column(Order, "letter_printed_by"),
        "letter_printed_at",
        account_column(Order, "handed_over_by"),
        "handed_over_at",
        account_column(Order, "cancelled_by"),
        "cancellation_reason",
    )
    refusals = (OrderRefused,)
    staff_actions: ClassVar = ACTIONS

    @admin.display(description=_("skäl till avbrottet"))
    def cancellation_reason(self, order: Order) -> str:
        return localised_detail(order.cancelled_reason)

    def account_of(self, row: Order) -> UUID | None:
        return row.owner_id
