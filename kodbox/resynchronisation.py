"""Resynchronise a device by hand: the customer reads two codes in a row to Säkerhet."""

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
    """Move the counter past two consecutive codes (RFC 4226 7.4), or raise TransitionRefused.

    Both codes are spent: neither can be used to log in.
    """
    counter = _counter_of(device, first, second)
    with audit_log.atomic():
        updated = Device.objects.filter(
            pk=device.pk, counter=device.counter, state__in=HELD
        ).update(counter=counter + 2, resync_counter=None)
        if not updated:
            raise TransitionRefused(_("Kodboxen har använts eller ändrats under tiden."))
        actor = replace(actor, reason=f"{actor.reason}: {counter - device.counter} ahead")
        audit_log.record(Event.DEVICE_RESYNCHRONISED, owner_of(device), actor, device.serial)


def _counter_of(device: Device, first: str, second: str) -> int:
    """Return the counter of the first code, which the second code directly succeeds."""
    window = range(device.counter, device.counter + settings.RESYNC_WINDOW)
    for counter in matching_counters(device.secret, first, window):
        if matching_counters(device.secret, second, range(counter + 1, counter + 2)):
            return counter
    raise TransitionRefused(_("Det är inte två koder i rad från den här kodboxen."))
