"""The two kodboxes that a code may come from, with stand-ins, and where a code stands in each."""

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

DUMMY_DEVICE = "a stand-in for a kodbox"


@dataclass(frozen=True)
class Candidate:
    """One of the two boxes that every check works through; a stand-in has no device."""

    device: Device | None
    secret: bytes
    counter: int = 0
    may_be_used: bool = False


@dataclass(frozen=True)
class Match:
    """A counter at which a customer's box shows the code."""

    device: Device
    counter: int
    may_be_used: bool


def two_candidates(owner_id: UUID, replacement_allowed: bool) -> list[Candidate]:
    """Return the boxes that a code may come from, those in use first, filled up with stand-ins."""
    devices = stock.of_owner(owner_id)
    known = [(_may_be_used(device, devices, replacement_allowed), device) for device in devices]
    known.sort(key=lambda pair: not pair[0])
    return [
        Candidate(device, device.secret, device.counter, usable)
        for usable, device in known[:MAX_HELD]
    ] + [_dummy_candidate() for _ in range(MAX_HELD - len(known))]


def matches(candidates: list[Candidate], code: str, window: range) -> list[Match]:
    """Return where the code stands in the window of each box, all of it looked at (C11).

    A window that begins before the first counter is moved there, so that it costs as much (S9);
    what is seen beyond its own end is no match.
    """
    return [
        Match(candidate.device, counter, candidate.may_be_used)
        for candidate in candidates
        for begin in [max(0, candidate.counter + window.start)]
        for counter in matching_counters(candidate.secret, code, range(begin, begin + len(window)))
        if candidate.device and counter - candidate.counter in window
    ]


def first_usable(found: list[Match]) -> Match | None:
    """Return the first match of a box that may be used, if there is one."""
    return next((match for match in found if match.may_be_used), None)


def _dummy_candidate() -> Candidate:
    """Return a box that nobody has, which costs what a customer's costs to make and to open."""
    Device()
    return Candidate(
        None,
        encryption.decrypt(_encrypted_dummy_seed(keyring().current("encryption")), DUMMY_DEVICE),
    )


@cache
def _encrypted_dummy_seed(_current: tuple[int, bytes]) -> bytes:
    """Return a seed, encrypted anew when there is another key: an older one may be dropped."""
    return encryption.encrypt(secrets.token_bytes(20), DUMMY_DEVICE)


def _may_be_used(device: Device, devices: list[Device], replacement_allowed: bool) -> bool:
    """Tell whether a code of this box opens anything, given the others of its owner (C16)."""
    if device.batch and device.batch.is_retired:
        return False
    if device.expires_at is not None and device.expires_at <= timezone.now():
        return False
    if device.state == State.ACTIVE:
        return True
    if device.state != State.DISPATCHED:
        return False
    identified = device.owner_identified_at is not None
    return identified or replacement_allowed or stock.is_first(device, devices)
