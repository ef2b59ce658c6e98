"""Staff pages for devices, which change only through staff actions."""

import re
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import display_for_value
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from hembanken.audit import audit_log
from hembanken.staff.actions import StaffAction, reason_form
from hembanken.staff.display import account_column
from hembanken.staff.lists import ReadOnly
from hembanken.staff.rows import StaffAdmin
from hembanken.staff.wording import localised_detail
from kodbox import stock
from kodbox.models import HELD, LEGAL_TRANSITIONS, Device, State, Transition
from kodbox.resynchronisation import resynchronise

MAX_EVENTS = 40
BLOCK_REASONS = (
    gettext_noop("Borttappad"),
    gettext_noop("Stulen"),
    gettext_noop("Misstänkt missbruk"),
    gettext_noop("Dödsfall"),
)


class SpacedCodeField(forms.CharField):
    """Eight digits, with or without the blanks that a kodbox shows between them."""

    def clean(self, value: str) -> str:
        code = "".join(super().clean(value).split())
        if not re.fullmatch(r"[0-9]{8}", code):
            raise ValidationError(_("Koden ska bestå av åtta siffror."), code="shape")
        return code


ResynchroniseForm = reason_form(
    gettext_noop("Koderna tas inte emot, och kunden är identifierad"),
    first=SpacedCodeField(label=_("Första koden, åtta siffror")),
    second=SpacedCodeField(label=_("Nästa kod, åtta siffror")),
)


def can_become(*states: State) -> Any:
    """Return a condition: the device can make a transition to one of the states."""
    return lambda device, _staff: bool(set(states) & LEGAL_TRANSITIONS[State(device.state)])


class TransitionInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = Transition
    extra = 0
    ordering = ("-at",)
    fields = readonly_fields = (
        "at",
        "before",
        "after",
        account_column(Transition, "actor"),
        "translated_reason",
    )

    @admin.display(description=_("skäl"))
    def translated_reason(self, transition: Transition) -> str:
        return localised_detail(transition.reason)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("actor")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("kodbox.view_device")


@admin.register(Device)
class DeviceAdmin(StaffAdmin):
    """The pages of a device, none of which shows a seed, a counter or a PIN (S5)."""

    list_display = ("serial", "state", "owner", "activated_at", "last_used_at")
    list_filter = ("state",)
    linked_lookups = ("expires_at__lt",)
    ordering = ("state", "-dispatched_at", "serial")
    search_fields = ("serial__exact",)
    search_help_text = _("Hela serienumret")
    fields = readonly_fields = (
        "serial",
        "manufacturer",
        "model",
        "batch",
        "state",
        account_column(Device, "owner"),
        "dispatched_at",
        "activated_at",
        "last_used_at",
        "ended_at",
        "expires_at",
        "audit_events",
    )
    inlines = (TransitionInline,)
    refusals = (stock.TransitionRefused,)
    staff_actions: ClassVar = (
        StaffAction(
            "sparra",
            _("Spärra kodboxen"),
            "kodbox.block_device",
            stock.block,
            reason_form(*BLOCK_REASONS),
            can_become(State.BLOCKED),
        ),
        StaffAction(
            "hav-sparr",
            _("Häv spärren"),
            "kodbox.unblock_device",
            stock.unblock,
            reason_form(
                gettext_noop("Kunden har den och är identifierad"),
                gettext_noop("Spärrad av misstag"),
            ),
            lambda device, _staff: device.state == State.BLOCKED,
            four_eyes=True,
        ),
        StaffAction(
            "synka",
            _("Ställ kodboxen i takt"),
            "kodbox.resynchronise_device",
            resynchronise,
            ResynchroniseForm,
            lambda device, _staff: device.state in HELD,
        ),
    )

    def account_of(self, row: Device) -> UUID | None:
        return row.owner_id

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Order devices by expiry when the list is filtered by it."""
        return ("expires_at", "serial") if "expires_at__lt" in request.GET else self.ordering

    @admin.display(description=_("vad som hänt"))
    def audit_events(self, device: Device) -> SafeString:
        """List the latest events of the device in the audit log, with their details."""
        events = (
            audit_log.events_of_device(device.owner_id, device.serial)[:MAX_EVENTS]
            if device.owner_id
            else ()
        )
        return format_html_join(
            "",
            "<div>{} – {}: {}</div>",
            (
                (display_for_value(event.at, "–"), event.label, localised_detail(event.detail))
                for event in events
            ),
        )
