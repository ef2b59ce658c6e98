"""Checking a code from a kodbox: look-ahead window, resynchronisation, exactly one winner.

RFC 4226 section 7.2 and 7.4. Whatever the answer, the work is that of two kodboxes, so that
neither time nor effort tells a customer with a box from a number that no customer has.
"""

from enum import StrEnum
from uuid import UUID

from django.conf import settings

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import RequestContext
from kodbox.candidates import Candidate, Match, first_usable, matches, two_candidates
from kodbox.models import Device, owner_of
from kodbox.spending import OnAccepted, spend

NO_OWNER = UUID(int=0)  # the owner of no kodbox
PAST_WINDOW = range(-10, 0)  # where a code stands that staff are told was used before


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


def do_nothing() -> None:
    """Follow an accepted code with nothing."""


def use_code(
    owner_id: UUID,
    code: str,
    *,
    replacement_allowed: bool,
    context: RequestContext = audit_log.NO_CONTEXT,
    on_accepted: OnAccepted = do_nothing,
) -> Device:
    """Spend eight ASCII digits on the box that shows them, or raise CodeRefused.

    Of any number of simultaneous calls with one code exactly one succeeds, and what it calls
    `then` stands or falls with the counter. A box that replaces another one is accepted only
    with `replacement_allowed`, or after staff have identified its owner (C16).
    """
    candidates = two_candidates(owner_id, replacement_allowed)
    near = matches(candidates, code, range(settings.LOOK_AHEAD_WINDOW))
    match = first_usable(near)
    if match and spend(match, context, on_accepted):
        _forget(candidates, match)
        return match.device
    far = matches(candidates, code, range(settings.LOOK_AHEAD_WINDOW, settings.RESYNC_WINDOW + 1))
    ahead = first_usable([match for match in far if _can_resynchronise(match)])
    if ahead and _resynchronise(ahead, context, on_accepted):
        return ahead.device
    _forget(candidates, ahead)
    raise CodeRefused(_reason(near, match, ahead, matches(candidates, code, PAST_WINDOW)))


def _can_resynchronise(match: Match) -> bool:
    """Tell whether the match is within the window, or follows the last code within it."""
    device = match.device
    last = device.counter + settings.RESYNC_WINDOW
    return match.counter < last or match.counter == device.resync_counter


def _resynchronise(match: Match, context: RequestContext, on_accepted: OnAccepted) -> bool:
    """Accept the direct successor of the remembered code, or remember this one (RFC 4226 7.4)."""
    device = match.device
    off = f"{match.counter - device.counter} ahead"

    def in_step() -> None:
        _append_event(Event.DEVICE_RESYNCHRONISED, device, context, off)
        on_accepted()

    if device.resync_counter == match.counter:
        return spend(match, context, in_step, resync_counter=match.counter)
    with audit_log.atomic():
        Device.objects.filter(pk=device.pk, counter=device.counter).update(
            resync_counter=match.counter + 1
        )
        _append_event(Event.DEVICE_OUT_OF_STEP, device, context, off)
    return False


def _forget(candidates: list[Candidate], ahead: Match | None) -> None:
    """Drop a remembered code that the very next one did not follow."""
    for device in (candidate.device for candidate in candidates):
        if device and device.resync_counter is not None and not (ahead and ahead.device == device):
            Device.objects.filter(pk=device.pk, resync_counter=device.resync_counter).update(
                resync_counter=None
            )


def _append_event(event: Event, device: Device, context: RequestContext, detail: str = "") -> None:
    audit_log.append(event, owner_of(device), context, device_serial=device.serial, detail=detail)


def _reason(
    near: list[Match], lost_race: Match | None, ahead: Match | None, past: list[Match]
) -> Refusal:
    if lost_race:
        return Refusal.USED
    if ahead:
        return Refusal.OUT_OF_STEP
    if near:
        return Refusal.NOT_IN_USE
    return Refusal.USED if past else Refusal.WRONG
