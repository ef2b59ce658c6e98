"""Checking what a customer types: every credential is spent, looked at, and given back if right."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth import check_password_with_timing_attack_mitigation
from django.views.decorators.debug import sensitive_variables

from accounts import attempts, customers
from accounts.attempts import Attempt
from accounts.models import Account
from accounts.personnummer import Number
from hembanken.journal import journal
from hembanken.journal.events import Event
from kodbox import verification


class WrongCredentials(Exception):
    """What was typed is wrong, or the account is closed to this customer: one answer.

    `should_warn` tells that so many attempts have failed that the page warns of the stop.
    """

    def __init__(self, *, should_warn: bool = False) -> None:
        super().__init__("The credentials were refused.")
        self.should_warn = should_warn


class WrongCode(WrongCredentials):
    """The code was not accepted, whatever the cause; with it all that was judged together."""


@dataclass(frozen=True)
class Claimant:
    """Who somebody says they are, and for the journal what is wrong with what they have shown."""

    account: Account | None
    fault: str = ""

    @property
    def known(self) -> Account | None:
        return self.account if self.account and not self.fault else None


def named(account: Account | None) -> Claimant:
    """Return whom a number alone names, who may yet be closed out."""
    return Claimant(account, "" if account and account.may_log_in else "blocked")


@sensitive_variables()
def by_password(account: Account | None, password: str) -> Claimant:
    """Return whom number and password name; an unknown number costs a hash too (S9)."""
    is_right = check_password_with_timing_attack_mitigation(account, password)
    if account is None or not is_right:
        return Claimant(account, "wrong")
    if not account.may_log_in:
        return Claimant(account, "blocked")
    return Claimant(account, "expired" if account.password_has_expired else "")


@sensitive_variables()
def check_password(number: Number, password: str, attempt: Attempt) -> Account:
    """Return the customer whom number and password belong to, or raise WrongCredentials."""
    account = spend_on_password(number, password, attempt)
    attempts.refund(attempt)
    return account


@sensitive_variables()
def spend_on_password(number: Number, password: str, attempt: Attempt) -> Account:
    """Check number and password and keep the attempt spent, right or wrong."""
    attempts.spend(attempt)
    claimant = by_password(customers.find(number), password)
    return _known(claimant, attempt)


@sensitive_variables()
def check_own_password(account: Account, password: str, attempt: Attempt) -> None:
    """Check the password of a customer who has already shown who they are."""
    attempts.spend(attempt)
    is_right = account.check_password(password)
    _known(Claimant(account, "" if is_right else "wrong"), attempt)
    attempts.refund(attempt)


def _known(claimant: Claimant, attempt: Attempt) -> Account:
    """Return whom a password has proven, or raise WrongCredentials."""
    if claimant.known is None:
        should_warn = _refuse(Event.PASSWORD_REFUSED, claimant, attempt)
        raise WrongCredentials(should_warn=should_warn)
    return claimant.known


@sensitive_variables()
def check_code(
    claim: Callable[[], Claimant],
    code: str,
    attempt: Attempt,
    *,
    begins_anew: bool,
    then: Callable[[Account], None],
    is_twin: Callable[[], bool],
) -> None:
    """Spend an attempt and then the code, or raise WrongCode.

    `claim` judges what came before the code, once the attempt is spent. `then` is called with
    the customer in the transaction that moves the counter. A form that was sent twice is accepted
    with its twin: `is_twin` tells whether that one has moved on. A box that replaces another one
    is no good to who begins anew, without the personal password (C16).
    """
    try:
        attempts.spend(attempt)
    except attempts.TooManyAttempts:
        if not is_twin():
            raise
        return
    claimant = claim()
    try:
        _use_code(claimant, code, attempt, begins_anew=begins_anew, then=then)
    except verification.CodeRefused as refused:
        if is_twin():
            return attempts.refund(attempt)
        should_warn = _refuse(Event.CODE_REFUSED, claimant, attempt, refused.reason)
        raise WrongCode(should_warn=should_warn) from None


@sensitive_variables()
def _use_code(
    claimant: Claimant,
    code: str,
    attempt: Attempt,
    *,
    begins_anew: bool,
    then: Callable[[Account], None],
) -> None:
    """Use a code of the customer, or of nobody where what came before it was wrong."""
    known = claimant.known
    verification.use_code(
        known.pk if known else verification.NOBODY,
        code,
        replacement_allowed=not (begins_anew or (known and known.password_is_temporary)),
        source=attempt.source,
        then=lambda: then(known) if known else None,
    )


def _refuse(event: Event, claimant: Claimant, attempt: Attempt, reason: str = "") -> bool:
    """Leave the attempt spent, and keep a row for a customer or a count for a number of nobody.

    Return whether the page warns.
    """
    standing = attempts.fail(attempt)
    events = (event, *standing.events)
    account_id = claimant.account.pk if claimant.account else None
    journal.append_failure(events, account_id, attempt.source, claimant.fault or reason)
    return standing.should_warn
