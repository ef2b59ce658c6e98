"""Registering customers, and finding them by the numbers that name them."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Account, Identifier
from accounts.personnummer import Number, newest_century, normalise
from hembanken import sealing


class NumberTaken(Exception):
    """Another customer has these ten digits: the second one gets a kundnummer."""


def index_of(number: Number) -> bytes:
    """Return the keyed index of the ten digits; attempts are counted under it too (S8)."""
    return sealing.index(number.digits)


def find(number: Number) -> Account | None:
    """Return the customer whom the number names today, or nobody."""
    identifier = (
        Identifier.objects.select_related("account")
        .filter(index=index_of(number), valid_until=None)
        .first()
    )
    if identifier is None or not number.is_written_for(identifier.century):
        return None
    return identifier.account


def current_identifier(account: Account) -> Identifier:
    """Return the number that names the customer today."""
    return Identifier.objects.get(account=account, valid_until=None)


def register(written: str, name: str, *, language: str = "sv") -> Account:
    """Make a customer, or raise NumberTaken or NotANumber."""
    today = timezone.localdate()
    number = normalise(written, today)
    account = Account(name=name, language=language)
    account.set_unusable_password()
    identifier = Identifier(
        account=account,
        kind=Identifier.Kind.KUNDNUMMER if number.is_kundnummer else Identifier.Kind.PERSONNUMMER,
        index=index_of(number),
        century=None if number.is_kundnummer else number.century or newest_century(number, today),
    )
    place = sealing.place_of(identifier, "sealed")
    identifier.sealed = sealing.seal(number.digits.encode("ascii"), place)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
            identifier.save(force_insert=True)
    except IntegrityError:
        raise NumberTaken("Another customer has these ten digits.") from None
    return account
