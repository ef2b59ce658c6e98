"""Verify a code: look-ahead window, resynchronisation, one winner (RFC 4226 sections 7.2 to 7.4).

Every refusal does the work of two devices. Neither its time nor its effort shows whether the
number belongs to a customer with a device.
"""

from enum import StrEnum
from uuid import UUID

from django.conf import settings

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import RequestContext
from kodbox.candidates import Candidate, Match, candidate_devices, find_matches, first_usable
from kodbox.models import Device, owner_of
from kodbox.spending import OnAccepted, spend

NO_OWNER = UUID(int=0)  # owns no device
PAST_WINDOW = range(-10, 0)  # counters whose codes are reported to staff as used before


class Refusal(StrEnum):
    """Why a code was refused: for the audit log, never for the page."""

    WRONG = "wrong"
    OUT_OF_STEP = "out of step"
    NOT_IN_USE = "kodbox not in use"
    USED = "used before"


class CodeRefused(Exception):
    """The code was not accepted; `reason` is for the audit log only."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(f"The code was refused: {reason}.")
        self.reason = reason


def use_code(
    owner_id: UUID,
    code: str,
    *,
    replacement_allowed: bool,
    context: RequestContext = audit_log.NO_CONTEXT,
    on_accepted: OnAccepted = lambda: None,
) -> Device:
    """Spend a code of eight ASCII digits and return its device, or raise CodeRefused.

    Of simultaneous calls with the same code exactly one succeeds. `on_accepted` is called in the
    transaction that moves the counter. A replacement device is accepted only with
    `replacement_allowed`, or after staff have identified its owner (C16).
    """
    candidates = candidate_devices(owner_id, replacement_allowed)

    # RFC 4226 7.2: a code in the look-ahead window is accepted; the counter moves past it.
    near = find_matches(candidates, code, range(settings.LOOK_AHEAD_WINDOW))
    match = first_usable(near)
    if match and spend(match, context, on_accepted):
        _cancel_resynchronisations(candidates, keep=None)
        return match.device

    # RFC 4226 7.4: a code further ahead is remembered; its direct successor is accepted.
    far = find_matches(
        candidates, code, range(settings.LOOK_AHEAD_WINDOW, settings.RESYNC_WINDOW + 1)
    )
    ahead = first_usable([match for match in far if _can_resynchronise(match)])
    if ahead and _resynchronise(ahead, context, on_accepted):
        return ahead.device

    _cancel_resynchronisations(candidates, keep=ahead)
    past = find_matches(candidates, code, PAST_WINDOW)
    raise CodeRefused(_reason(near, past, ahead, lost_race=match is not None))


def _can_resynchronise(match: Match) -> bool:
    """Return whether the match is within the window, or succeeds the remembered code."""
    device = match.device
    end = device.counter + settings.RESYNC_WINDOW
    return match.counter < end or match.counter == device.resync_counter


def _resynchronise(match: Match, context: RequestContext, on_accepted: OnAccepted) -> bool:
    """Accept the direct successor of the remembered code, or remember this code."""
    device = match.device
    distance = f"{match.counter - device.counter} ahead"

    def on_resynchronised() -> None:
        _append_event(Event.DEVICE_RESYNCHRONISED, device, context, distance)
        on_accepted()

    if device.resync_counter == match.counter:
        return spend(match, context, on_resynchronised, resync_counter=match.counter)
    with audit_log.atomic():
        Device.objects.filter(pk=device.pk, counter=device.counter).update(
            resync_counter=match.counter + 1
        )
        _append_event(Event.DEVICE_OUT_OF_STEP, device, context, distance)
    return False


def _append_event(event: Event, device: Device, context: RequestContext, detail: str) -> None:
    audit_log.append(event, owner_of(device), context, device_serial=device.serial, detail=detail)


def _cancel_resynchronisations(candidates: list[Candidate], keep: Match | None) -> None:
    """Forget each remembered code that this code does not directly succeed."""
    for device in (candidate.device for candidate in candidates):
        if device and device.resync_counter is not None and not (keep and keep.device == device):
            Device.objects.filter(pk=device.pk, resync_counter=device.resync_counter).update(
                resync_counter=None
            )


def _reason(
    near: list[Match], past: list[Match], ahead: Match | None, *, lost_race: bool
) -> Refusal:
    if lost_race:
        return Refusal.USED
    if ahead:
        return Refusal.OUT_OF_STEP
    if near:
        return Refusal.NOT_IN_USE
    return Refusal.USED if past else Refusal.WRONG
