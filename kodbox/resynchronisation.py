"""Bringing a kodbox back in step at the desk: two codes in a row, read to Säkerhet."""

from dataclasses import replace

from django.conf import settings
from django.utils.translation import gettext as _

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import Actor
from kodbox.hotp import matching_counters
from kodbox.models import HELD, Device, owner_of
from kodbox.stock import TransitionRefused


def resynchronise(device: Device, actor: Actor, *, first: str, second: str) -> None:
    """Set the counter past two consecutive codes (RFC 4226 7.4), or raise TransitionRefused.

    They are spent by it: neither logs anybody in.
    """
    counter = _counter_of(device, first, second)
    with audit_log.atomic():
        moved = Device.objects.filter(pk=device.pk, counter=device.counter, state__in=HELD).update(
            counter=counter + 2, resync_counter=None
        )
        if not moved:
            raise TransitionRefused(_("Kodboxen har använts eller ändrats under tiden."))
        told = replace(actor, reason=f"{actor.reason}: {counter - device.counter} ahead")
        audit_log.record(Event.DEVICE_RESYNCHRONISED, owner_of(device), told, device.serial)


def _counter_of(device: Device, first: str, second: str) -> int:
    """Return the counter at which the box showed the first code, followed by the second."""
    window = range(device.counter, device.counter + settings.RESYNC_WINDOW)
    for counter in matching_counters(device.secret, first, window):
        if matching_counters(device.secret, second, range(counter + 1, counter + 2)):
            return counter
    raise TransitionRefused(_("Det är inte två koder i rad från den här kodboxen."))
