"""Registering customers, and finding them by the numbers that name them."""

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


BY_NUMBER = CompiledQuery(_by_number)


class NumberTaken(Exception):
    """Another customer has these ten digits: the second one gets a kundnummer."""


def lookup_keys(number: Number) -> tuple[bytes, ...]:
    """Return the indexes by which the ten digits may be known; attempts are counted under them."""
    return blind_index.compute_all(number.digits)


def lookup_keys_of_customer(account: Account) -> tuple[bytes, ...]:
    """Return the same for the number that names the customer today, if one does."""
    return blind_index.compute_all(account.identifier.digits) if account.identifier else ()


def find(number: Number) -> Account | None:
    """Return the customer whom the number names today, or nobody, at the same cost (S9)."""
    keys = lookup_keys(number)
    identifier = BY_NUMBER.first(len(keys), **parameter_values("index", keys))
    if identifier is None:
        Identifier(account=Account())  # Rows that are read become objects, which takes time too.
        return None
    return identifier.account if number.is_written_for(identifier.century) else None


def register(written: str, name: str, *, language: str = "sv") -> Account:
    """Make a customer, or raise NumberTaken or InvalidNumber."""
    account, identifier = new_customer(normalise(written, timezone.localdate()), name, language)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
            blind_index.insert_unique(Identifier, [identifier])
    except IntegrityError:
        raise NumberTaken("Another customer has these ten digits.") from None
    return account


def new_customer(number: Number, name: str, language: str) -> tuple[Account, Identifier]:
    """Return the unsaved rows of a customer and of the number, encrypted for its own row."""
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
