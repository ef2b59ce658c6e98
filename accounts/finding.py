"""Finding a customer for staff: by number in any written form, by serial, or by name."""

from django.db.models import QuerySet
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
    exact = _by_number(text) or _by_serial(text)
    return [exact] if exact else list(_by_name(text)[:MOST_FOUND])


def _by_number(text: str) -> Account | None:
    try:
        return customers.find(normalise(text, timezone.localdate()))
    except NotANumber:
        return None


def _by_serial(text: str) -> Account | None:
    return Account.objects.filter(is_staff=False, devices__serial=text).first()


def _by_name(text: str) -> QuerySet[Account]:
    everybody = Account.objects.filter(is_staff=False).prefetch_related("identifiers")
    return beginning_with(everybody, "name", text)
