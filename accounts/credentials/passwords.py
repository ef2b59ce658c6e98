"""Four-digit passwords: rules for a chosen one, temporary ones, and replacing one."""

import datetime
import secrets
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from accounts.models import Account
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import Actor, RequestContext

DIGITS = 4
CONSECUTIVE = "01234567890"
YEARS = range(1900, 2100)


class Weakness(StrEnum):
    """Why a chosen password is refused (A4)."""

    EQUAL = "equal"
    CONSECUTIVE = "consecutive"
    YEAR = "year"
    IN_NUMBER = "in_number"
    UNCHANGED = "unchanged"


class PasswordTooWeak(Exception):
    def __init__(self, weakness: Weakness) -> None:
        super().__init__(f"The chosen password is refused: {weakness}.")
        self.weakness = weakness


class PasswordChangedMeanwhile(Exception):
    """Another request has changed the password in the meantime."""


@sensitive_variables()
def hash_choice(account: Account, choice: str) -> str:
    """Return the keyed hash of a personal password, or raise PasswordTooWeak."""
    if weakness := _weakness(account, choice):
        raise PasswordTooWeak(weakness)
    return make_password(choice)


def activate(account: Account, encoded: str, context: RequestContext, event: Event) -> None:
    """Put a hash into effect, or raise PasswordChangedMeanwhile."""
    _replace(account, encoded, None)
    audit_log.append(event, account.pk, context)


@sensitive_variables()
def issue_temporary(account: Account, context: RequestContext) -> str:
    """Generate a temporary password, which voids the earlier one and ends every session.

    Return the four digits, uniform over all 10,000; they are not stored.
    """
    password = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    age = datetime.timedelta(seconds=settings.TEMPORARY_PASSWORD_SECONDS)
    with audit_log.atomic():
        _replace(account, make_password(password), timezone.now() + age, **_earlier(account))
        audit_log.append(Event.TEMPORARY_PASSWORD_ISSUED, account.pk, context)
    return password


def require_new(account: Account, actor: Actor) -> None:
    """Void the password at once, so that the customer must create a new one (A5, D12).

    The one from before a reset is void too: somebody else may know it.
    """
    with audit_log.atomic():
        _replace(account, make_password(None), None, earlier_password="", earlier_until=None)
        audit_log.record(Event.PASSWORD_VOIDED, account.pk, actor)


def _earlier(account: Account) -> dict[str, Any]:
    """Return the columns that keep the personal password of an account for the time after a reset.

    A password that is kept already stays: the second reset of a thief must not take it away.
    """
    now = timezone.now()
    is_kept = account.earlier_until is not None and account.earlier_until > now
    if is_kept or account.password_is_temporary or not account.has_usable_password():
        return {}
    until = now + datetime.timedelta(days=settings.EARLIER_PASSWORD_DAYS)
    return {"earlier_password": account.password, "earlier_until": until}


def _replace(
    account: Account, encoded: str, until: datetime.datetime | None, **others: Any
) -> None:
    """Replace the hash, unless it was replaced or the sessions were ended in the meantime."""
    unchanged = Account.objects.filter(
        pk=account.pk, password=account.password, session_epoch=account.session_epoch
    )
    if not unchanged.update(password=encoded, temporary_until=until, **others):
        raise PasswordChangedMeanwhile(_("Lösenordet har ändrats under tiden."))
    account.password = encoded
    account.temporary_until = until


def _weakness(account: Account, choice: str) -> Weakness | None:
    if len(set(choice)) == 1:
        return Weakness.EQUAL
    if choice in CONSECUTIVE or choice in CONSECUTIVE[::-1]:
        return Weakness.CONSECUTIVE
    if int(choice) in YEARS:
        return Weakness.YEAR
    if _is_in_number(account, choice):
        return Weakness.IN_NUMBER
    return Weakness.UNCHANGED if check_password(choice, account.password) else None


def _is_in_number(account: Account, choice: str) -> bool:
    """Return whether the digits are a part of the customer's number, or its day and month."""
    identifier = account.identifiers.get(valid_until=None)
    digits = identifier.digits
    return choice in f"{identifier.century or ''}{digits}" or choice == digits[4:6] + digits[2:4]
