"""The life of a kodbox: only legal moves, each one conditional statement, a row and an event."""

from collections.abc import Mapping
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
    Batch,
    Device,
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
OF_OWNER = CompiledQuery(
    lambda: (
        Device.objects.filter(owner=Parameter(Device, "owner"))
        .select_related("batch")
        .order_by("-dispatched_at")
    )
)
ENDS_SESSIONS = {State.BLOCKED, State.LOST, State.RETURNED}


class TransitionRefused(Exception):
    """The kodbox is not where it would have to be for this move; the message says why."""


def new_device(
    serial: str, secret: bytes, *, counter: int = 0, start_pin: str = "", **facts: object
) -> Device:
    """Return an unsaved device with its secrets encrypted for its own row."""
    if len(secret) < MIN_SECRET_BYTES:
        raise ValueError(f"A seed has at least {MIN_SECRET_BYTES} bytes (RFC 4226 section 4).")
    device = Device(serial=serial, counter=counter, **facts)
    encryption.encrypt_column(device, "seed", secret)
    device.seed_index = blind_index.compute(seed_lookup_value(secret))
    if start_pin:
        encryption.encrypt_column(device, "start_pin", start_pin.encode("ascii"))
    return device


def dispatch(
    device: Device, owner_id: UUID, actor: Actor, *, owner_identified: bool = False
) -> None:
    """Give a kodbox from stock to a customer, who may hold two; or raise TransitionRefused."""
    device.owner_id = owner_id
    now = timezone.now()
    changes = {
        "owner_id": owner_id,
        "dispatched_at": now,
        "owner_identified_at": now if owner_identified else None,
    }
    _hold(device, State.DISPATCHED, actor, changes)


def block(device: Device, actor: Actor) -> None:
    """Take a kodbox out of use at once, and end every session of its owner (C13)."""
    take_out_of_use(device, State.BLOCKED, actor)


def unblock(device: Device, actor: Actor) -> None:
    """Give a blocked kodbox back to its owner, as far as it had come."""
    _hold(device, State.ACTIVE if device.activated_at else State.DISPATCHED, actor, {})


def take_out_of_use(device: Device, after: State, actor: Actor) -> None:
    """Move a kodbox out of use: blocked, retired, lost, returned or destroyed."""
    out_of_use = {"slot": None, "ended_at": timezone.now(), "resync_counter": None}
    with audit_log.atomic():
        _transition(device, after, actor, out_of_use)
        if after in ENDS_SESSIONS:
            get_user_model().objects.get(pk=owner_of(device)).end_sessions()


def record(device: Device, after: State, actor: Actor) -> None:
    """Keep who moved a kodbox, when and why; call it in the `journal.atomic` of the move."""
    Transition.objects.create(
        device=device, before=device.state, after=after, by_id=actor.account_id, why=actor.reason
    )
    if device.owner_id:
        audit_log.record(EVENTS[after], device.owner_id, actor, device.serial)


def retire_others(device: Device, context: RequestContext) -> None:
    """Take the boxes that a newly activated one replaces out of use."""
    owner_id = owner_of(device)
    actor = Actor(owner_id, f"replaced by {device.serial}", context)
    for other in Device.objects.filter(owner_id=owner_id, state=State.ACTIVE).exclude(pk=device.pk):
        take_out_of_use(other, State.RETIRED, actor)


def is_first(device: Device, devices: list[Device]) -> bool:
    """Tell whether no other box of the customer was ever in use."""
    return not any(other.activated_at for other in devices if other.pk != device.pk)


def of_owner(owner_id: UUID) -> list[Device]:
    """Return all boxes of a customer, with their batches, the one dispatched last first."""
    return OF_OWNER.read(owner=owner_id)


def held_by(owner_id: UUID) -> list[Device]:
    """Return the customer's boxes, those in hand first, for the customer to see."""
    return sorted(of_owner(owner_id), key=lambda device: device.state not in HELD)


def _hold(device: Device, after: State, actor: Actor, changes: Mapping[str, object]) -> None:
    """Move a kodbox into a customer's hand, into the first of two slots that is free."""
    for slot in range(1, MAX_HELD + 1):
        try:
            with audit_log.atomic():
                _transition(device, after, actor, {**changes, "slot": slot, "ended_at": None})
            return
        except IntegrityError:
            continue
    raise TransitionRefused(_("Kunden har redan %(most)s kodboxar.") % {"most": MAX_HELD})


def _transition(device: Device, after: State, actor: Actor, changes: Mapping[str, object]) -> None:
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
