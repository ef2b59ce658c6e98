"""Checking what a customer types: every credential is spent, looked at, and given back if right."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth import check_password_with_timing_attack_mitigation
from django.views.decorators.debug import sensitive_variables

from accounts.credentials import lockout
from accounts.credentials.lockout import Attempt
from accounts.customers import registry
from accounts.models import Account
from accounts.personnummer import Number
from hembanken.audit import audit_log
from hembanken.audit.events import Event
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
    """Who somebody says they are, and for the audit log what is wrong with what they have shown."""

    account: Account | None
    fault: str = ""

    @property
    def known(self) -> Account | None:
        return self.account if self.account and not self.fault else None


def claimant_by_number(account: Account | None) -> Claimant:
    """Return whom a number alone names, who may yet be closed out."""
    return Claimant(account, "" if account and account.may_log_in else "blocked")


@sensitive_variables()
def claimant_by_password(account: Account | None, password: str) -> Claimant:
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
    account = check_password_without_refund(number, password, attempt)
    lockout.refund(attempt)
    return account


@sensitive_variables()
def check_password_without_refund(number: Number, password: str, attempt: Attempt) -> Account:
    """Check number and password and keep the attempt spent, right or wrong."""
    lockout.spend(attempt)
    claimant = claimant_by_password(registry.find(number), password)
    return _require_known(claimant, attempt)


@sensitive_variables()
def check_own_password(account: Account, password: str, attempt: Attempt) -> None:
    """Check the password of a customer who has already shown who they are."""
    lockout.spend(attempt)
    is_right = account.check_password(password)
    _require_known(Claimant(account, "" if is_right else "wrong"), attempt)
    lockout.refund(attempt)


def _require_known(claimant: Claimant, attempt: Attempt) -> Account:
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
    is_reset: bool,
    on_accepted: Callable[[Account], None],
    is_duplicate: Callable[[], bool],
) -> None:
    """Spend an attempt and then the code, or raise WrongCode.

    `claim` judges what came before the code, once the attempt is spent. `then` is called with
    the customer in the transaction that moves the counter. A form that was sent twice is accepted
    too: `is_duplicate` says whether the first one has moved on. A replacement device cannot be
    used in a password reset (C16).
    """
    try:
        lockout.spend(attempt)
    except lockout.TooManyAttempts:
        if not is_duplicate():
            raise
        return
    claimant = claim()
    try:
        _use_code(claimant, code, attempt, is_reset=is_reset, on_accepted=on_accepted)
    except verification.CodeRefused as refused:
        if is_duplicate():
            return lockout.refund(attempt)
        should_warn = _refuse(Event.CODE_REFUSED, claimant, attempt, refused.reason)
        raise WrongCode(should_warn=should_warn) from None


@sensitive_variables()
def _use_code(
    claimant: Claimant,
    code: str,
    attempt: Attempt,
    *,
    is_reset: bool,
    on_accepted: Callable[[Account], None],
) -> None:
    """Use a code of the customer, or of nobody where what came before it was wrong."""
    known = claimant.known
    verification.use_code(
        known.pk if known else verification.NO_OWNER,
        code,
        replacement_allowed=not (is_reset or (known and known.password_is_temporary)),
        context=attempt.context,
        on_accepted=lambda: on_accepted(known) if known else None,
    )


def _refuse(event: Event, claimant: Claimant, attempt: Attempt, reason: str = "") -> bool:
    """Leave the attempt spent, and keep a row for a customer or a count for a number of nobody.

    Return whether the page warns.
    """
    standing = lockout.record_failure(attempt)
    events = (event, *standing.events)
    account_id = claimant.account.pk if claimant.account else None
    audit_log.append_failure(events, account_id, attempt.context, claimant.fault or reason)
    return standing.should_warn
