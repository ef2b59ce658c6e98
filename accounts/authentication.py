"""Checking what a customer types: every credential is spent, looked at, and given back if right."""

from collections.abc import Callable

from django.contrib.auth import check_password_with_timing_attack_mitigation
from django.db import transaction

from accounts import attempts, customers, passwords
from accounts.models import Account
from accounts.personnummer import Number
from hembanken.journal import journal
from hembanken.journal.events import Event
from hembanken.source import Source
from kodbox import verification
from kodbox.models import Device


class WrongCredentials(Exception):
    """Number or password is wrong, or the account is closed to this customer: one answer."""


def check_password(number: Number, password: str, source: Source) -> Account:
    """Return the customer whom number and password belong to, or raise WrongCredentials.

    An unknown number costs what a known one costs: a lookup, a hash and a row (S9).
    """
    key = customers.index_of(number)
    account = prove_number(number, password, source)
    attempts.refund(key)
    return account


def prove_number(number: Number, password: str, source: Source) -> Account:
    """Check number and password and keep the attempt spent, right or wrong."""
    attempts.spend(customers.index_of(number))
    account = customers.find(number)
    is_right = check_password_with_timing_attack_mitigation(account, password)
    if account and is_right and account.may_log_in and not account.password_has_expired:
        return account
    _tell_refusal(Event.PASSWORD_REFUSED, account, source, _why_refused(account, bool(is_right)))
    raise WrongCredentials


def check_own_password(account: Account, key: bytes, password: str, source: Source) -> None:
    """Check the password of a customer who has already shown who they are."""
    attempts.spend(key)
    if not account.check_password(password):
        journal.append(Event.PASSWORD_REFUSED, account.pk, source)
        raise WrongCredentials
    attempts.refund(key)


def check_code(
    account: Account | None,
    key: bytes,
    code: str,
    source: Source,
    *,
    replacement_allowed: bool,
    then: Callable[[Account], None],
) -> None:
    """Spend an attempt and then the code, or raise CodeRefused.

    `then` is called with the customer in the transaction that moves the counter.
    """
    attempts.spend(key)
    known = account if account and account.may_log_in else None

    def accepted(_device: Device) -> None:
        assert known is not None  # noqa: S101 (nobody owns no kodbox)
        then(known)

    try:
        verification.use_code(
            known.pk if known else verification.NOBODY,
            code,
            replacement_allowed=replacement_allowed,
            source=source,
            then=accepted,
        )
    except verification.CodeRefused as refused:
        _tell_refusal(Event.CODE_REFUSED, account, source, refused.reason)
        raise


def change_password(account: Account, current: str, choice: str, source: Source) -> None:
    """Replace a personal password by another one, the current one being known."""
    key = bytes(customers.current_identifier(account).index)
    check_own_password(account, key, current, source)
    encoded = passwords.hash_choice(account, choice)
    with transaction.atomic():
        passwords.take_effect(account, encoded, source, Event.PASSWORD_CHANGED)


def _why_refused(account: Account | None, is_right: bool) -> str:
    """Say for the journal what was wrong, which the page never tells."""
    if account is None or not is_right:
        return "wrong"
    return "blocked" if not account.may_log_in else "expired"


def _tell_refusal(event: Event, account: Account | None, source: Source, detail: str) -> None:
    """Keep a refusal: a row for a customer, a count for a number that nobody has."""
    if account:
        journal.append(event, account.pk, source, detail=detail)
    else:
        journal.count_unknown(event)
