"""Finding a customer for staff: by number in any written form, by serial, or by name."""

from django.utils import timezone

from accounts import customers
from accounts.models import Account
from accounts.personnummer import NotANumber, normalise
from hembanken.prefixes import beginning_with

MOST_FOUND = 50


def find(text: str) -> list[Account]:
    """Return whom a text means: one by a number or a serial, or those whose names begin with it.

    The name of a protected identity is sealed and finds nobody.
    """
    everybody = Account.objects.filter(is_staff=False)
    exact = _by_number(text) or everybody.filter(devices__serial=text).first()
    named = beginning_with(everybody.prefetch_related("identifiers"), "name", text)
    return [exact] if exact else list(named[:MOST_FOUND])


def _by_number(text: str) -> Account | None:
    try:
        return customers.find(normalise(text, timezone.localdate()))
    except NotANumber:
        return None
