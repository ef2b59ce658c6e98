"""The life of a kodbox: only legal moves, each one conditional statement, a row and an event."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import IntegrityError
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from hembanken import sealing
from hembanken.journal import journal
from hembanken.journal.events import Event
from hembanken.prepared import Slot, Statement
from hembanken.source import Act, Source
from kodbox.hotp import MIN_SECRET_BYTES
from kodbox.models import HELD, LEGAL, MOST_HELD, Batch, Device, Move, State, owner_of, told

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
OF_OWNER = Statement(
    lambda: (
        Device.objects.filter(owner=Slot(Device, "owner"))
        .select_related("batch")
        .order_by("-dispatched_at")
    )
)
ENDS_SESSIONS = {State.BLOCKED, State.LOST, State.RETURNED}


class MoveRefused(Exception):
    """The kodbox is not where it would have to be for this move; the message says why."""


def new_device(
    serial: str, secret: bytes, *, counter: int = 0, start_pin: str = "", **facts: object
) -> Device:
    """Return an unsaved device with its secrets sealed for its own row."""
    if len(secret) < MIN_SECRET_BYTES:
        raise ValueError(f"A seed has at least {MIN_SECRET_BYTES} bytes (RFC 4226 section 4).")
    device = Device(serial=serial, counter=counter, **facts)
    device.seed = sealing.seal(secret, sealing.place_of(device, "seed"))
    device.seed_index = sealing.index(told(secret))
    if start_pin:
        place = sealing.place_of(device, "start_pin")
        device.start_pin = sealing.seal(start_pin.encode("ascii"), place)
    return device


def dispatch(device: Device, owner_id: UUID, act: Act, *, owner_identified: bool = False) -> None:
    """Give a kodbox from stock to a customer, who may hold two; or raise MoveRefused."""
    device.owner_id = owner_id
    now = timezone.now()
    changes = {
        "owner_id": owner_id,
        "dispatched_at": now,
        "owner_identified_at": now if owner_identified else None,
    }
    _hold(device, State.DISPATCHED, act, changes)


def block(device: Device, act: Act) -> None:
    """Take a kodbox out of use at once, and end every session of its owner (C13)."""
    leave(device, State.BLOCKED, act)


def unblock(device: Device, act: Act) -> None:
    """Give a blocked kodbox back to its owner, as far as it had come."""
    _hold(device, State.ACTIVE if device.activated_at else State.DISPATCHED, act, {})


def leave(device: Device, after: State, act: Act) -> None:
    """Move a kodbox out of use: blocked, retired, lost, returned or destroyed."""
    out_of_use = {"slot": None, "ended_at": timezone.now(), "resync_counter": None}
    with journal.atomic():
        _move(device, after, act, out_of_use)
        if after in ENDS_SESSIONS:
            get_user_model().objects.get(pk=owner_of(device)).end_sessions()


def record(device: Device, after: State, act: Act) -> None:
    """Keep who moved a kodbox, when and why; call it in the `journal.atomic` of the move."""
    Move.objects.create(device=device, before=device.state, after=after, by_id=act.by, why=act.why)
    if device.owner_id:
        journal.record(EVENTS[after], device.owner_id, act, device.serial)


def retire_others(device: Device, source: Source) -> None:
    """Take the boxes that a newly activated one replaces out of use."""
    owner_id = owner_of(device)
    act = Act(owner_id, f"replaced by {device.serial}", source)
    for other in Device.objects.filter(owner_id=owner_id, state=State.ACTIVE).exclude(pk=device.pk):
        leave(other, State.RETIRED, act)


def is_first(device: Device, devices: list[Device]) -> bool:
    """Tell whether no other box of the customer was ever in use."""
    return not any(other.activated_at for other in devices if other.pk != device.pk)


def of_owner(owner_id: UUID) -> list[Device]:
    """Return all boxes of a customer, with their batches, the one dispatched last first."""
    return OF_OWNER.read(owner=owner_id)


def held_by(owner_id: UUID) -> list[Device]:
    """Return the customer's boxes, those in hand first, for the customer to see."""
    return sorted(of_owner(owner_id), key=lambda device: device.state not in HELD)


def _hold(device: Device, after: State, act: Act, changes: Mapping[str, object]) -> None:
    """Move a kodbox into a customer's hand, into the first of two slots that is free."""
    for slot in range(1, MOST_HELD + 1):
        try:
            with journal.atomic():
                _move(device, after, act, {**changes, "slot": slot, "ended_at": None})
            return
        except IntegrityError:
            continue
    raise MoveRefused(_("Kunden har redan %(most)s kodboxar.") % {"most": MOST_HELD})


def _move(device: Device, after: State, act: Act, changes: Mapping[str, object]) -> None:
    before = State(device.state)
    if after not in LEGAL[before]:
        states = {"before": before.label, "after": after.label}
        raise MoveRefused(_("Kodboxen är %(before)s och kan inte bli %(after)s.") % states)
    rows = Device.objects.filter(pk=device.pk, state=before)
    if after in HELD:
        rows = rows.filter(~Exists(RETIRED_BATCH))
    if not rows.update(state=after, **changes):
        raise MoveRefused(
            _("Någon annan har ändrat kodboxen under tiden, eller så är dess leverans ur bruk.")
        )
    record(device, after, act)
    device.state = after
