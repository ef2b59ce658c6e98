"""The two candidate devices of a code, dummy devices among them, and where they show the code."""

import secrets
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.utils import timezone

from hembanken.crypto import encryption
from hembanken.crypto.keys import keyring
from kodbox import stock
from kodbox.hotp import matching_counters
from kodbox.models import MAX_HELD, Device, State

DUMMY_SEED = "kodbox_device.seed:dummy"  # associated data


@dataclass(frozen=True)
class Candidate:
    """A device that may show the code. A dummy device has no row."""

    device: Device | None
    secret: bytes
    counter: int = 0
    is_usable: bool = False


@dataclass(frozen=True)
class Match:
    """A counter at which a device of the owner shows the code."""

    device: Device
    counter: int
    is_usable: bool


def candidate_devices(owner_id: UUID, replacement_allowed: bool) -> list[Candidate]:
    """Return two devices, usable ones first; dummy devices replace those that are missing."""
    devices = stock.devices_of(owner_id)
    ranked = [(_is_usable(device, devices, replacement_allowed), device) for device in devices]
    ranked.sort(key=lambda pair: not pair[0])
    candidates = [
        Candidate(device, device.secret, device.counter, is_usable)
        for is_usable, device in ranked[:MAX_HELD]
    ]
    return candidates + [_dummy_device() for _ in range(MAX_HELD - len(candidates))]


def find_matches(candidates: list[Candidate], code: str, window: range) -> list[Match]:
    """Return every match in the window, which is relative to each device's counter (C11).

    The whole window is always searched. A window that begins before counter 0 is moved to 0, so
    that it costs as much (S9); a match outside the original window does not count.
    """
    return [
        Match(candidate.device, counter, candidate.is_usable)
        for candidate in candidates
        for start in [max(0, candidate.counter + window.start)]
        for counter in matching_counters(candidate.secret, code, range(start, start + len(window)))
        if candidate.device and counter - candidate.counter in window
    ]


def first_usable(matches: list[Match]) -> Match | None:
    """Return the first match of a usable device, or None."""
    return next((match for match in matches if match.is_usable), None)


def _is_usable(device: Device, devices: list[Device], replacement_allowed: bool) -> bool:
    """Return whether a code of the device can be accepted, given its owner's devices (C16)."""
    if device.batch and device.batch.is_retired:
        return False
    if device.expires_at is not None and device.expires_at <= timezone.now():
        return False
    if device.state != State.DISPATCHED:
        return device.state == State.ACTIVE
    is_replacement = any(other.activated_at for other in devices if other.pk != device.pk)
    return replacement_allowed or not is_replacement or device.owner_identified_at is not None


def _dummy_device() -> Candidate:
    """Return a dummy device, which costs as much to create and decrypt as a customer's device."""
    Device()
    encrypted = _encrypted_dummy_seed(keyring().current("encryption"))
    return Candidate(None, encryption.decrypt(encrypted, DUMMY_SEED))


@cache
def _encrypted_dummy_seed(_current: tuple[int, bytes]) -> bytes:
    """Return a random seed, encrypted once for each current key: old keys may be removed."""
    return encryption.encrypt(secrets.token_bytes(20), DUMMY_SEED)
