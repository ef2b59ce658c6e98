"""The life of a kodbox: each move is legal, one conditional statement, and in the journal."""

from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from hembanken import sealing
from hembanken.journal import journal
from hembanken.journal.events import Event
from hembanken.source import Source
from kodbox.hotp import MIN_SECRET_BYTES
from kodbox.models import Device, State, owner_of

MOST_HELD = 2  # a new box and the one that it replaces
HELD = (State.DISPATCHED, State.ACTIVE)


class MoveRefused(Exception):
    """The kodbox is not where it would have to be for this move."""


def new_device(
    serial: str, secret: bytes, *, counter: int = 0, start_pin: str = "", **facts: object
) -> Device:
    """Return an unsaved device with its secrets sealed for its own row."""
    if len(secret) < MIN_SECRET_BYTES:
        raise ValueError(f"A seed has at least {MIN_SECRET_BYTES} bytes (RFC 4226 section 4).")
    device = Device(serial=serial, counter=counter, **facts)
    device.seed = sealing.seal(secret, sealing.place_of(device, "seed"))
    device.seed_index = sealing.index(f"seed:{secret.hex()}")
    if start_pin:
        place = sealing.place_of(device, "start_pin")
        device.start_pin = sealing.seal(start_pin.encode("ascii"), place)
    return device


def dispatch(device: Device, owner_id: UUID, source: Source = journal.NOWHERE) -> None:
    """Give a kodbox from stock to a customer, who may hold two; or raise MoveRefused."""
    with transaction.atomic():
        if Device.objects.filter(owner_id=owner_id, state__in=HELD).count() >= MOST_HELD:
            raise MoveRefused("The customer holds two kodboxes already.")
        moved = Device.objects.filter(pk=device.pk, state=State.IN_STOCK).update(
            state=State.DISPATCHED, owner_id=owner_id, dispatched_at=timezone.now()
        )
        _require(moved, device)
        journal.append(Event.DEVICE_DISPATCHED, owner_id, source, device_serial=device.serial)


def block(device: Device, reason: str, source: Source = journal.NOWHERE) -> None:
    """Take a kodbox out of use at once, and end every session of its owner (C13)."""
    with transaction.atomic():
        moved = Device.objects.filter(pk=device.pk, state__in=HELD).update(
            state=State.BLOCKED, ended_at=timezone.now(), resync_counter=None
        )
        _require(moved, device)
        owner_id = owner_of(device)
        get_user_model().objects.get(pk=owner_id).end_sessions()
        journal.append(
            Event.DEVICE_BLOCKED, owner_id, source, device_serial=device.serial, detail=reason
        )


def retire_others(device: Device, owner_id: UUID, source: Source = journal.NOWHERE) -> None:
    """Take the boxes that a newly activated one replaces out of use."""
    others = Device.objects.filter(owner_id=owner_id, state=State.ACTIVE)
    for other in others.exclude(pk=device.pk):
        moved = Device.objects.filter(pk=other.pk, state=State.ACTIVE).update(
            state=State.RETIRED, ended_at=timezone.now(), resync_counter=None
        )
        if moved:
            journal.append(Event.DEVICE_RETIRED, owner_id, source, device_serial=other.serial)


def is_first(device: Device, devices: list[Device]) -> bool:
    """Tell whether no other box of the customer was ever in use."""
    return not any(other.activated_at for other in devices if other.pk != device.pk)


def held_by(owner_id: UUID) -> list[Device]:
    """Return the customer's boxes, those in hand first, for the customer to see."""
    devices = Device.objects.filter(owner_id=owner_id).order_by("-dispatched_at")
    return sorted(devices, key=lambda device: device.state not in HELD)


def _require(moved: int, device: Device) -> None:
    if not moved:
        raise MoveRefused(f"Kodbox {device.serial} is not where this move begins.")
