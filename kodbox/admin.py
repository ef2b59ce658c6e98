"""Kodboxes and their batches, for staff to read; what they may do to a box is an act."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import display_for_value
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hembanken.journal import journal
from hembanken.journal.models import Entry
from hembanken.source import source_of
from hembanken.staff.acts import StaffAct, StaffAdmin, by, reason_form
from hembanken.staff.words import in_words
from kodbox import stock
from kodbox.models import HELD, Batch, Device, Move, State
from kodbox.resynchronisation import resynchronise

EVENTS_SHOWN = 40


class TwoCodesForm(forms.Form):
    """Two codes that the customer makes, one after the other."""

    first = forms.RegexField(r"^[0-9]{8}$", label=_("Första koden, åtta siffror"))
    second = forms.RegexField(r"^[0-9]{8}$", label=_("Nästa kod, åtta siffror"))


BLOCK_REASONS = (_("Förlorad"), _("Stulen"), _("Misstänkt missbruk"), _("Dödsfall"))


def block(request: HttpRequest, device: Device, told: dict[str, Any]) -> None:
    stock.block(device, _act(request, told))


def unblock(request: HttpRequest, device: Device, told: dict[str, Any]) -> None:
    stock.unblock(device, _act(request, told))


def bring_in_step(request: HttpRequest, device: Device, told: dict[str, Any]) -> None:
    act = stock.Act(by(request), "two codes", source_of(request))
    resynchronise(device, told["first"], told["second"], act)


def can_become(*states: State) -> Any:
    """Return whether a box may take one of these steps from where it stands."""
    return lambda device, _staff: bool(set(states) & stock.LEGAL[State(device.state)])


def _act(request: HttpRequest, told: dict[str, Any]) -> stock.Act:
    return stock.Act(by(request), told["why"], source_of(request))


class MoveInline(admin.TabularInline):  # type: ignore[type-arg]
    """Each step of the box's life: who, when and why."""

    model = Move
    extra = 0
    can_delete = False
    ordering = ("-at",)
    fields = readonly_fields = ("at", "before", "after", "by", "why")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("kodbox.view_device")


@admin.register(Device)
class DeviceAdmin(StaffAdmin):
    """A kodbox without its secrets: no seed, counter or PIN stands in any form (S5)."""

    list_display = ("serial", "state", "owner", "activated_at", "last_used_at")
    list_filter = ("state",)
    ordering = ("serial",)
    search_fields = ("serial__exact",)
    search_help_text = _("Hela serienumret")
    fields = readonly_fields = (
        "serial",
        "manufacturer",
        "model",
        "batch",
        "state",
        "owner",
        "dispatched_at",
        "activated_at",
        "last_used_at",
        "ended_at",
        "expires_at",
        "what_happened",
    )
    inlines = (MoveInline,)
    refusals = (stock.MoveRefused,)
    acts: ClassVar = (
        StaffAct(
            "sparra",
            _("Spärra kodboxen"),
            "kodbox.block_device",
            block,
            reason_form(*BLOCK_REASONS),
            can_become(State.BLOCKED),
        ),
        StaffAct(
            "hav-sparr",
            _("Häv spärren"),
            "kodbox.unblock_device",
            unblock,
            reason_form(_("Kunden har den och är identifierad"), _("Spärrad av misstag")),
            lambda device, _staff: device.state == State.BLOCKED,
            four_eyes=True,
        ),
        StaffAct(
            "synka",
            _("Ställ kodboxen i takt"),
            "kodbox.resynchronise_device",
            bring_in_step,
            TwoCodesForm,
            lambda device, _staff: device.state in HELD,
        ),
    )

    @admin.display(description=_("vad som hänt"))
    def what_happened(self, device: Device) -> SafeString:
        """Say what the journal knows of the box: refused, out of step by how much, back in step."""
        return format_html_join(
            "",
            "<div>{} – {}: {}</div>",
            (
                (display_for_value(entry.at, "–"), entry.label, in_words(entry.detail))
                for entry in _entries(device)
            ),
        )


@admin.register(Batch)
class BatchAdmin(StaffAdmin):
    """The manufacturers' files that were taken into stock."""

    list_display = ("imported_at", "imported_by", "devices_count", "sha256")
    fields = readonly_fields = list_display


def _entries(device: Device) -> QuerySet[Entry] | tuple[()]:
    if device.owner_id is None:
        return ()
    return journal.of_device(device.owner_id, device.serial)[:EVENTS_SHOWN]
