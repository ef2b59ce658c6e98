"""Device transitions: each is one conditional UPDATE, a row of history and an audit event."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import IntegrityError
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.crypto import blind_index, encryption
from hembanken.db.compiled_queries import CompiledQuery, Parameter
from hembanken.request_context import Actor, RequestContext
from kodbox.hotp import MIN_SECRET_BYTES
from kodbox.models import (
    HELD,
    LEGAL_TRANSITIONS,
    MAX_HELD,
    OPEN,
    Batch,
    Device,
    Order,
    State,
    Transition,
    owner_of,
    seed_lookup_value,
)

EVENTS = {
    State.DISPATCHED: Event.DEVICE_DISPATCHED,
    State.ACTIVE: Event.DEVICE_ACTIVATED,
    State.BLOCKED: Event.DEVICE_BLOCKED,
    State.RETIRED: Event.DEVICE_RETIRED,
    State.LOST: Event.DEVICE_LOST,
    State.RETURNED: Event.DEVICE_RETURNED,
    State.DESTROYED: Event.DEVICE_DESTROYED,
}
RETIRED_BATCH = Batch.objects.filter(pk=OuterRef("batch"), retired_at__isnull=False)
OPEN_ORDER = Order.objects.filter(owner=OuterRef("owner"), state__in=OPEN)
DEVICES_OF_OWNER = CompiledQuery(
    lambda: (
        Device.objects.filter(owner=Parameter(Device, "owner"))
        .annotate(has_open_order=Exists(OPEN_ORDER))
        .select_related("batch")
        .order_by("-dispatched_at")
    )
)
ENDS_SESSIONS = {State.BLOCKED, State.LOST, State.RETURNED}


class TransitionRefused(Exception):
    """The device cannot make this transition; the message says why."""


def new_device(
    serial: str, secret: bytes, *, counter: int = 0, start_pin: str = "", **fields: object
) -> Device:
    """Return an unsaved device whose secrets are encrypted for its row."""
    if len(secret) < MIN_SECRET_BYTES:
        raise ValueError(f"A seed has at least {MIN_SECRET_BYTES} bytes (RFC 4226 section 4).")
    device = Device(serial=serial, counter=counter, **fields)
    encryption.encrypt_column(device, "seed", secret)
    device.seed_index = blind_index.compute(seed_lookup_value(secret))
    if start_pin:
        encryption.encrypt_column(device, "start_pin", start_pin.encode("ascii"))
    return device


def dispatch(device: Device, owner_id: UUID, actor: Actor, *, identified: bool = False) -> None:
    """Dispatch a device to a customer, who may hold two, or raise TransitionRefused."""
    device.owner_id = owner_id
    now = timezone.now()
    identified_at = now if identified else None
    changes = {"owner_id": owner_id, "dispatched_at": now, "owner_identified_at": identified_at}
    _hold(device, State.DISPATCHED, actor, **changes)


def block(device: Device, actor: Actor) -> None:
    """Block a device at once, and end every session of its owner (C13)."""
    take_out_of_use(device, State.BLOCKED, actor)


def unblock(device: Device, actor: Actor) -> None:
    """Return a blocked device to its owner, active if it was activated before."""
    _hold(device, State.ACTIVE if device.activated_at else State.DISPATCHED, actor)


def take_out_of_use(device: Device, after: State, actor: Actor) -> None:
    """Block or retire a device, or record that it is lost, returned or destroyed."""
    with audit_log.atomic():
        _transition(device, after, actor, slot=None, ended_at=timezone.now(), resync_counter=None)
        if after in ENDS_SESSIONS:
            get_user_model().objects.get(pk=owner_of(device)).end_sessions()


def record(device: Device, after: State, actor: Actor) -> None:
    """Record who made a transition, when and why. Call it in the transaction of the transition."""
    Transition.objects.create(
        device=device,
        before=device.state,
        after=after,
        actor_id=actor.account_id,
        reason=actor.reason,
    )
    if device.owner_id:
        audit_log.record(EVENTS[after], device.owner_id, actor, device.serial)


def retire_others(device: Device, context: RequestContext) -> None:
    """Retire the active devices that a newly activated device replaces."""
    actor = Actor(owner_of(device), f"replaced by {device.serial}", context)
    active = Device.objects.filter(owner_id=device.owner_id, state=State.ACTIVE)
    for replaced in active.exclude(pk=device.pk):
        take_out_of_use(replaced, State.RETIRED, actor)


def devices_of(owner_id: UUID) -> list[Device]:
    """Return all devices of a customer with their batches, the latest dispatched first."""
    return list(DEVICES_OF_OWNER.read(owner=owner_id))


def devices_held_first(owner_id: UUID) -> list[Device]:
    """Return all devices of a customer, those that the customer holds first."""
    return sorted(devices_of(owner_id), key=lambda device: device.state not in HELD)


def is_replaced(devices: Sequence[Device], since: datetime) -> bool:
    """Return whether a device was activated since a moment and another one retired."""
    activated = [each.activated_at for each in devices if each.state == State.ACTIVE]
    retired = [each.ended_at for each in devices if each.state == State.RETIRED]
    return all(any(at and at > since for at in times) for times in (activated, retired))


def _hold(device: Device, after: State, actor: Actor, **changes: object) -> None:
    """Make a transition to a state in which the customer holds the device, in a free slot."""
    for slot in range(1, MAX_HELD + 1):
        with suppress(IntegrityError), audit_log.atomic():
            _transition(device, after, actor, **changes, slot=slot, ended_at=None)
            return
    raise TransitionRefused(_("Kunden har redan %(most)s kodboxar.") % {"most": MAX_HELD})


def _transition(device: Device, after: State, actor: Actor, **changes: object) -> None:
    before = State(device.state)
    if after not in LEGAL_TRANSITIONS[before]:
        states = {"before": before.label, "after": after.label}
        raise TransitionRefused(_("Kodboxen är %(before)s och kan inte bli %(after)s.") % states)
    rows = Device.objects.filter(pk=device.pk, state=before)
    if after in HELD:
        rows = rows.filter(~Exists(RETIRED_BATCH))
    if not rows.update(state=after, **changes):
        raise TransitionRefused(
            _("Någon annan har ändrat kodboxen under tiden, eller så är dess leverans ur bruk.")
        )
    record(device, after, actor)
    device.state = after
