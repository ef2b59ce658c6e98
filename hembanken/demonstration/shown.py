"""What the demonstration shows of its people: as they were settled, and what has changed since."""

from typing import Any
from uuid import UUID

from django.core.management.base import CommandError

from accounts.models import Account
from hembanken.demonstration import kodboxes, people_file
from kodbox.models import HELD, Device, State

SHOWN_STATES = (*HELD, State.BLOCKED)
Shown = dict[str, Any]


def everyone() -> dict[str, list[Shown]]:
    people = people_file.read()
    ids = [UUID(entry["account"]) for group in people.values() for entry in group]
    accounts = Account.objects.prefetch_related("devices").in_bulk(ids)
    return {
        name: [_as_now(entry, accounts.get(UUID(entry["account"]))) for entry in group]
        for name, group in people.items()
    }


def holder(serial: str) -> Shown | None:
    """Return the person who holds a kodbox, with this kodbox alone, or None."""
    device = Device.objects.filter(serial=serial, state__in=SHOWN_STATES).first()
    people = people_file.read()["customers"] if device else []
    for entry in people:
        if device and entry["account"] == str(device.owner_id):
            account = Account.objects.get(pk=device.owner_id)
            return _as_now(entry, account) | {"kodbox": kodboxes.describe(serial)}
    return None


def _as_now(entry: Shown, account: Account | None) -> Shown:
    if account is None:
        return entry | {"kodboxes": []}
    is_changed = entry["password_mark"] != people_file.password_mark(account)
    return entry | {
        "password_is_changed": is_changed,
        "password_has_expired": not is_changed and account.password_has_expired,
        "is_blocked": bool(account.blocked_at or account.paused_at),
        "kodboxes": list(filter(None, map(_kodbox, account.devices.all()))),
    }


def _kodbox(device: Device) -> Shown | None:
    """Return a kodbox as the bank and the kodbox itself know it, or None for one not made here."""
    if device.state not in SHOWN_STATES:
        return None
    try:
        described = kodboxes.describe(device.serial)
    except CommandError:
        return None
    return described | {"state": device.get_state_display(), "is_blocked": device.state not in HELD}
