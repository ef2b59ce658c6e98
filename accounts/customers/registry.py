"""Register customers, and find them by their numbers."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Account, Identifier
from accounts.personnummer import Number, newest_century, normalise
from hembanken.crypto import blind_index, encryption
from hembanken.db.compiled_queries import CompiledQuery, parameter_values, parameters


def _by_number(versions: int) -> QuerySet[Identifier]:
    keys = parameters(Identifier, "index", versions)
    return Identifier.objects.select_related("account").filter(index__in=keys, valid_until=None)


IDENTIFIER_BY_NUMBER = CompiledQuery(_by_number)


class NumberTaken(Exception):
    """Another customer has the same ten digits; register this one with a kundnummer."""


def lookup_keys(number: Number) -> tuple[bytes, ...]:
    """Return the blind indexes of the ten digits, under which attempts are counted."""
    return blind_index.compute_all(number.digits)


def lookup_keys_of_customer(account: Account) -> tuple[bytes, ...]:
    """Return the blind indexes of the customer's current number, if there is one."""
    return blind_index.compute_all(account.identifier.digits) if account.identifier else ()


def username_of(account: Account) -> str:
    """Return what the customer types on the login page, for the browser's password manager.

    Only a page of somebody who has typed that number and the right password may hold it.
    """
    identifier = account.identifier
    return identifier.digits if identifier else ""


def find(number: Number) -> Account | None:
    """Return the customer with this current number, or None, at the same cost (S9)."""
    keys = lookup_keys(number)
    identifier = IDENTIFIER_BY_NUMBER.first(len(keys), **parameter_values("index", keys))
    if identifier is None:
        Identifier(account=Account())  # The same objects as for a found row take the same time.
        return None
    return identifier.account if number.may_belong_to(identifier.century) else None


def register(number: str, name: str, *, language: str = "sv") -> Account:
    """Create a customer, or raise NumberTaken or InvalidNumber."""
    account, identifier = new_customer(normalise(number, timezone.localdate()), name, language)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
            blind_index.insert_unique(Identifier, [identifier])
    except IntegrityError:
        raise NumberTaken("Another customer has these ten digits.") from None
    return account


def new_customer(number: Number, name: str, language: str) -> tuple[Account, Identifier]:
    """Return the unsaved account and encrypted identifier of a new customer."""
    account = Account(name=name, language=language)
    account.set_unusable_password()
    identifier = Identifier(account=account, index=blind_index.compute(number.digits))
    if number.is_kundnummer:
        identifier.kind = Identifier.Kind.KUNDNUMMER
    else:
        identifier.kind = Identifier.Kind.PERSONNUMMER
        identifier.century = number.century or newest_century(number, timezone.localdate())
    encryption.encrypt_column(identifier, "encrypted", number.digits.encode("ascii"))
    return account, identifier
