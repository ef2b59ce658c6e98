"""Spending a code: one conditional statement moves the counter, and what follows stands with it."""

from collections.abc import Callable
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from hembanken.audit import audit_log
from hembanken.db.compiled_queries import CompiledQuery, Parameter
from hembanken.request_context import Actor, RequestContext
from kodbox import stock
from kodbox.candidates import Match
from kodbox.models import Device, State, owner_of

OnAccepted = Callable[[], None]


def _unspent(*also: str) -> QuerySet[Device]:
    """Return a box whose counter is not past the match, as it was read or in use since."""
    device = Device.objects.filter(
        pk=Parameter(Device, "id"),
        counter__lte=Parameter(Device, "counter", "matched"),
        state__in=(Parameter(Device, "state"), State.ACTIVE),
    )
    return device.filter(**{name: Parameter(Device, name) for name in also})


def _spent(*_also: str) -> dict[str, Any]:
    now = Parameter(Device, "last_used_at")
    return {
        "counter": Parameter(Device, "counter"),
        "resync_counter": None,
        "state": State.ACTIVE,
        "activated_at": Coalesce(F("activated_at"), now),
        "last_used_at": now,
    }


SPEND_CODE = CompiledQuery(_unspent, _spent)


def spend(match: Match, context: RequestContext, on_accepted: OnAccepted, **also: int) -> bool:
    """Move the counter past the match by one conditional statement; False: someone was first."""
    device = match.device
    told = {"id": device.pk, "state": device.state, "matched": match.counter}
    with audit_log.atomic():
        ours = SPEND_CODE.update(
            *also, **told, **also, counter=match.counter + 1, last_used_at=timezone.now()
        )
        if ours:
            _activate(device, context)
            on_accepted()
    return bool(ours)


def _activate(device: Device, context: RequestContext) -> None:
    """Say that the box is in use from now on, and take the one that it replaces out of use."""
    if device.state != State.ACTIVE:
        stock.record(device, State.ACTIVE, Actor(owner_of(device), "first code", context))
        stock.retire_others(device, context)
