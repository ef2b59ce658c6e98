"""Finding a customer for staff: by number in any written form, by serial, or by name."""

from django.utils import timezone

from accounts.customers import registry
from accounts.models import Account
from accounts.personnummer import InvalidNumber, normalise
from hembanken.db.prefix_search import beginning_with
from kodbox.models import Device

MOST_FOUND = 50


def find(text: str) -> list[Account]:
    """Return whom a text means: one by a number or a serial, or those whose names begin with it.

    The name of a protected identity is encrypted and finds nobody.
    """
    everybody = Account.objects.filter(is_staff=False).prefetch_related("identifiers")
    exact = _by_number(text) or _by_serial(text)
    return [exact] if exact else list(beginning_with(everybody, "name", text)[:MOST_FOUND])


def _by_number(text: str) -> Account | None:
    try:
        return registry.find(normalise(text, timezone.localdate()))
    except InvalidNumber:
        return None


def _by_serial(text: str) -> Account | None:
    device = Device.objects.filter(serial=text, owner__is_staff=False).first()
    return Account.objects.get(pk=device.owner_id) if device else None
