"""Checking what a customer types: every credential is spent, looked at, and given back if right."""

from collections.abc import Callable

from django.contrib.auth import check_password_with_timing_attack_mitigation
from django.views.decorators.debug import sensitive_variables

from accounts import attempts, customers
from accounts.models import Account
from accounts.personnummer import Number
from hembanken.journal import journal
from hembanken.journal.events import Event
from hembanken.source import Source
from kodbox import verification


class WrongCredentials(Exception):
    """Number or password is wrong, or the account is closed to this customer: one answer."""


@sensitive_variables()
def check_password(number: Number, password: str, source: Source) -> Account:
    """Return the customer whom number and password belong to, or raise WrongCredentials.

    An unknown number costs what a known one costs: a lookup, a hash and a row (S9).
    """
    key = customers.index_of(number)
    account = spend_on_password(number, password, source)
    attempts.refund(key)
    return account


@sensitive_variables()
def spend_on_password(number: Number, password: str, source: Source) -> Account:
    """Check number and password and keep the attempt spent, right or wrong."""
    attempts.spend(customers.index_of(number))
    account = customers.find(number)
    is_right = check_password_with_timing_attack_mitigation(account, password)
    if account and is_right and account.may_log_in and not account.password_has_expired:
        return account
    _tell_refusal(Event.PASSWORD_REFUSED, account, source, _why_refused(account, bool(is_right)))
    raise WrongCredentials


@sensitive_variables()
def check_own_password(account: Account, key: bytes, password: str, source: Source) -> None:
    """Check the password of a customer who has already shown who they are."""
    attempts.spend(key)
    if not account.check_password(password):
        journal.append(Event.PASSWORD_REFUSED, account.pk, source)
        raise WrongCredentials
    attempts.refund(key)


@sensitive_variables()
def check_code(
    account: Account | None,
    key: bytes,
    code: str,
    source: Source,
    *,
    replacement_allowed: bool,
    then: Callable[[Account], None],
    is_twin: Callable[[], bool],
) -> None:
    """Spend an attempt and then the code, or raise CodeRefused.

    `then` is called with the customer in the transaction that moves the counter. A form that was
    sent twice is accepted with its twin: `is_twin` tells whether that one has moved on.
    """
    try:
        attempts.spend(key)
    except attempts.TooManyAttempts:
        if not is_twin():
            raise
        return
    try:
        _use_code(account, code, source, replacement_allowed, then)
    except verification.CodeRefused as refused:
        if not is_twin():
            _tell_refusal(Event.CODE_REFUSED, account, source, refused.reason)
            raise
        attempts.refund(key)


@sensitive_variables()
def check_current_password(account: Account, password: str, source: Source) -> None:
    """Check the password of a customer who is logged in, or raise WrongCredentials."""
    key = bytes(customers.current_identifier(account).index)
    check_own_password(account, key, password, source)


@sensitive_variables()
def _use_code(
    account: Account | None,
    code: str,
    source: Source,
    replacement_allowed: bool,
    then: Callable[[Account], None],
) -> None:
    """Use a code of the customer, or of nobody where the customer may not log in."""
    known = account if account and account.may_log_in else None
    verification.use_code(
        known.pk if known else verification.NOBODY,
        code,
        replacement_allowed=replacement_allowed,
        source=source,
        then=lambda: then(known) if known else None,
    )


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
