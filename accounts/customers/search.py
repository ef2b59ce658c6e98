"""Find customers for staff by number, by kodbox serial or by name."""

from django.utils import timezone

from accounts.customers import registry
from accounts.models import Account
from accounts.personnummer import InvalidNumber, normalise
from hembanken.db.prefix_search import beginning_with
from kodbox.models import Device

MAX_RESULTS = 50


def find(text: str) -> list[Account]:
    """Return the customer with this number or kodbox serial, or else those by prefix of the name.

    A search by name does not find protected identities, whose names are encrypted.
    """
    customers = Account.objects.filter(is_staff=False).prefetch_related("identifiers")
    exact = _by_number(text) or _by_serial(text)
    return [exact] if exact else list(beginning_with(customers, "name", text)[:MAX_RESULTS])


def _by_number(text: str) -> Account | None:
    try:
        return registry.find(normalise(text, timezone.localdate()))
    except InvalidNumber:
        return None


def _by_serial(text: str) -> Account | None:
    device = Device.objects.filter(serial=text, owner__is_staff=False).first()
    return Account.objects.get(pk=device.owner_id) if device else None
