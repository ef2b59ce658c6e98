"""Spend a code: one conditional UPDATE moves the counter, in one transaction with the effects."""

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


def _unspent(*unchanged: str) -> QuerySet[Device]:
    """Select the device while its counter is not past the match and its state still allows use."""
    device = Device.objects.filter(
        pk=Parameter(Device, "id"),
        counter__lte=Parameter(Device, "counter", "matched"),
        state__in=(Parameter(Device, "state"), State.ACTIVE),
    )
    return device.filter(**{column: Parameter(Device, column) for column in unchanged})


def _spent(*_unchanged: str) -> dict[str, Any]:
    now = Parameter(Device, "last_used_at")
    return {
        "counter": Parameter(Device, "counter"),
        "resync_counter": None,
        "state": State.ACTIVE,
        "activated_at": Coalesce(F("activated_at"), now),
        "last_used_at": now,
    }


SPEND_CODE = CompiledQuery(_unspent, _spent)


def spend(match: Match, context: RequestContext, on_accepted: OnAccepted, **unchanged: int) -> bool:
    """Move the counter past the match and return True, or False if another request was first.

    The columns in `unchanged` must still have the given values.
    """
    device = match.device
    values = {"id": device.pk, "state": device.state, "matched": match.counter, **unchanged}
    with audit_log.atomic():
        is_spent = SPEND_CODE.update(
            *unchanged, **values, counter=match.counter + 1, last_used_at=timezone.now()
        )
        if is_spent:
            _activate(device, context)
            on_accepted()
    return bool(is_spent)


def _activate(device: Device, context: RequestContext) -> None:
    """Record that the device is now active, and retire the device that it replaces."""
    if device.state != State.ACTIVE:
        stock.record(device, State.ACTIVE, Actor(owner_of(device), "first code", context))
        stock.retire_others(device, context)
