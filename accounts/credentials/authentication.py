"""Checking passwords and codes: spend an attempt, compare, refund the attempt on success."""

from collections.abc import Callable
from dataclasses import dataclass, replace

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
    """The credentials are wrong, or the account may not log in; the page does not say which.

    `should_warn` is True after so many failures that the page warns of a lockout.
    """

    def __init__(self, *, should_warn: bool = False) -> None:
        super().__init__("The credentials were refused.")
        self.should_warn = should_warn


class WrongCode(WrongCredentials):
    """The code, or a credential that is checked together with the code, was refused."""


@dataclass(frozen=True)
class Identification:
    """The account that was identified, and why it is refused; the reason is for the audit log."""

    account: Account | None
    refusal: str = ""

    @property
    def accepted(self) -> Account | None:
        return self.account if self.account and not self.refusal else None


def identify_by_number(account: Account | None) -> Identification:
    return Identification(account, _obstacle(account) if account else "blocked")


@sensitive_variables()
def identify_by_password(account: Account | None, password: str) -> Identification:
    """Return the identification of an account by its password; no account costs a hash too (S9)."""
    is_right = check_password_with_timing_attack_mitigation(account, password)
    if account is None or not is_right:
        return Identification(account, "wrong")
    obstacle = _obstacle(account)
    return Identification(account, obstacle or ("expired" if account.password_has_expired else ""))


@sensitive_variables()
def check_password(number: Number, password: str, attempt: Attempt) -> Account:
    """Return the customer with this number and password, or raise WrongCredentials."""
    account = check_password_without_refund(number, password, attempt)
    lockout.refund(attempt)
    return account


@sensitive_variables()
def check_password_without_refund(
    number: Number, password: str, attempt: Attempt, *, purpose: str = ""
) -> Account:
    """Return the customer, or raise WrongCredentials. The attempt stays spent either way.

    A failure is recorded with its purpose, if it is another one than to log in.
    """
    lockout.spend(attempt)
    identification = identify_by_password(registry.find(number), password)
    return _require_accepted(identification, attempt, purpose)


@sensitive_variables()
def reauthenticate(account: Account, password: str, attempt: Attempt) -> None:
    """Check the password of a customer who is already identified, or raise WrongCredentials."""
    lockout.spend(attempt)
    is_right = account.check_password(password)
    _require_accepted(Identification(account, "" if is_right else "wrong"), attempt)
    lockout.refund(attempt)


def _obstacle(account: Account) -> str:
    """Return why the account may not log in, or an empty text."""
    if account.may_log_in:
        return ""
    return "blocked" if account.paused_at is None else "paused"


def _require_accepted(
    identification: Identification, attempt: Attempt, purpose: str = ""
) -> Account:
    if identification.accepted is None:
        reason = f"{purpose}: {identification.refusal}" if purpose else identification.refusal
        refused = replace(identification, refusal=reason)
        should_warn = _record_failure(Event.PASSWORD_REFUSED, refused, attempt)
        raise WrongCredentials(should_warn=should_warn)
    return identification.accepted


@sensitive_variables()
def check_code(
    identify: Callable[[], Identification],
    code: str,
    attempt: Attempt,
    *,
    is_reset: bool,
    on_accepted: Callable[[Account], None],
    follow_duplicate: Callable[[], bool],
) -> None:
    """Spend an attempt and then the code, or raise WrongCode.

    `identify` is called once the attempt is spent, so that it may check a password. `on_accepted`
    is called with the customer, in the transaction that moves the counter. `follow_duplicate` takes
    over the result of a duplicate of this request that was accepted, and returns whether there is
    one; then this request is accepted too.

    A replacement device cannot be used in a password reset (C16).
    """
    try:
        lockout.spend(attempt)
    except lockout.TooManyAttempts:
        if not follow_duplicate():
            raise
        return
    identification = identify()
    account = identification.accepted  # Without one, the code is checked against dummy devices.
    try:
        verification.use_code(
            account.pk if account else verification.NO_OWNER,
            code,
            replacement_allowed=not (is_reset or (account and account.password_is_temporary)),
            context=attempt.context,
            on_accepted=lambda: on_accepted(account) if account else None,
        )
    except verification.CodeRefused as refused:
        if follow_duplicate():
            return lockout.refund(attempt)
        should_warn = _record_failure(Event.CODE_REFUSED, identification, attempt, refused.reason)
        raise WrongCode(should_warn=should_warn) from None


def _record_failure(
    event: Event, identification: Identification, attempt: Attempt, code_refusal: str = ""
) -> bool:
    """Count the failure and append it to the audit log. Return whether the page should warn."""
    outcome = lockout.record_failure(attempt)
    events = (event, *outcome.events)
    account_id = identification.account.pk if identification.account else None
    reason = identification.refusal or code_refusal
    audit_log.append_failure(events, account_id, attempt.context, reason)
    return outcome.should_warn
