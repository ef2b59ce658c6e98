"""Spending a code: one conditional statement moves the counter, and what follows stands with it."""

from collections.abc import Callable
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from hembanken.journal import journal
from hembanken.prepared import Slot, Statement
from hembanken.source import Act, Source
from kodbox import stock
from kodbox.candidates import Match
from kodbox.models import Device, State, owner_of

Then = Callable[[], None]


def _unspent(*also: str) -> QuerySet[Device]:
    """Return a box whose counter is not past the match, as it was read or in use since."""
    device = Device.objects.filter(
        pk=Slot(Device, "id"),
        counter__lte=Slot(Device, "counter", "matched"),
        state__in=(Slot(Device, "state"), State.ACTIVE),
    )
    return device.filter(**{name: Slot(Device, name) for name in also})


def _spent(*_also: str) -> dict[str, Any]:
    now = Slot(Device, "last_used_at")
    return {
        "counter": Slot(Device, "counter"),
        "resync_counter": None,
        "state": State.ACTIVE,
        "activated_at": Coalesce(F("activated_at"), now),
        "last_used_at": now,
    }


MOVE = Statement(_unspent, _spent)


def spend(match: Match, source: Source, then: Then, **also: int) -> bool:
    """Move the counter past the match by one conditional statement; False: someone was first."""
    device = match.device
    told = {"id": device.pk, "state": device.state, "matched": match.counter}
    with journal.atomic():
        ours = MOVE.update(
            *also, **told, **also, counter=match.counter + 1, last_used_at=timezone.now()
        )
        if ours:
            _activate(device, source)
            then()
    return bool(ours)


def _activate(device: Device, source: Source) -> None:
    """Say that the box is in use from now on, and take the one that it replaces out of use."""
    if device.state != State.ACTIVE:
        stock.record(device, State.ACTIVE, Act(owner_of(device), "first code", source))
        stock.retire_others(device, source)
