"""Skapa nytt lösenord: from a code to a temporary password, shown once.

The only file that knows the session key of a reset that is under way.
"""

import time
from dataclasses import asdict, dataclass, replace

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts import agreements, attempts, authentication, customers, passwords
from accounts.models import Account, Agreement
from accounts.personnummer import Number
from hembanken import sealing
from hembanken.source import source_of
from kodbox.verification import CodeRefused

SESSION_KEY = "pending_reset"
VISITED = "visited"


class ShownAlready(Exception):
    """The temporary password was shown once, and is not shown again."""


@dataclass(frozen=True)
class PendingReset:
    """Who has proven a code, and whether the temporary password was drawn."""

    account_id: str
    auth_hash: str
    begun_at: float
    form_key: str
    in_new_session: bool = False
    drawn: bool = False


def visit(request: HttpRequest) -> None:
    """Give the browser a session before the form is sent, so that its twin can be told."""
    request.session.setdefault(VISITED, True)


def enter_code(request: HttpRequest, number: Number, code: str) -> None:
    """Spend a code for a number and begin a reset, or raise CodeRefused.

    Nothing about the password has changed until the temporary one is drawn (D3, S11). The same
    form sent once more in that session is led on, not refused.
    """
    key = customers.index_of(number)
    form_key = sealing.index(f"{number.digits}:{code}").hex()
    if _is_twin(request.session, form_key):
        return

    def accepted(account: Account) -> None:
        attempts.refund(key)
        request.session.clear()
        auth_hash = account.get_session_auth_hash()
        _keep(request, PendingReset(str(account.pk), auth_hash, time.time(), form_key))
        request.session.save()

    try:
        authentication.check_code(
            customers.find(number),
            key,
            code,
            source_of(request),
            replacement_allowed=False,
            then=accepted,
        )
    except CodeRefused:
        stored = type(request.session)(request.session.session_key)
        if not _is_twin(stored, form_key):
            raise
        request.session[SESSION_KEY] = stored[SESSION_KEY]


def resume(request: HttpRequest) -> tuple[PendingReset, Account] | None:
    """Return the reset under way and its account, or nothing; a void one is dropped."""
    stored = request.session.get(SESSION_KEY)
    if stored is None:
        return None
    pending = PendingReset(**stored)
    account = Account.objects.filter(pk=pending.account_id).first()
    if account is None or _is_void(pending, account):
        request.session.flush()
        return None
    return pending, account


def renew_session(request: HttpRequest, pending: PendingReset) -> None:
    """Give the session of a proven code a new key, once its browser has arrived (E1)."""
    if not pending.in_new_session:
        request.session.cycle_key()
        _keep(request, replace(pending, in_new_session=True))


def draw_password(request: HttpRequest, account: Account) -> str:
    """Return a new temporary password, the only time that it is told, or raise ShownAlready."""
    pending = PendingReset(**request.session[SESSION_KEY])
    if pending.drawn:
        raise ShownAlready
    with transaction.atomic():
        password = passwords.issue_temporary(account, source_of(request))
        _keep(request, replace(pending, auth_hash=account.get_session_auth_hash(), drawn=True))
        request.session.save()
    return password


def seal_for_form(account: Account, password: str) -> str:
    """Seal the password into the form that may come back with a tick missing."""
    return sealing.seal(password.encode(), _place(account)).hex()


def unseal_from_form(account: Account, sealed: str) -> str:
    """Return the password of the form that came back, or raise ShownAlready."""
    try:
        return sealing.unseal(bytes.fromhex(sealed), _place(account)).decode()
    except (sealing.SealBroken, ValueError):
        raise ShownAlready from None


def terms_to_accept(account: Account) -> Agreement | None:
    """Return the terms in force when the customer has not accepted them."""
    return agreements.to_accept(account).get(agreements.TERMS)


def complete(request: HttpRequest, account: Account, terms: Agreement | None) -> None:
    """Accept the terms that were read, and end the reset."""
    if terms:
        with transaction.atomic():
            agreements.accept(account, terms, source_of(request))
    request.session.flush()


def _keep(request: HttpRequest, pending: PendingReset) -> None:
    request.session[SESSION_KEY] = asdict(pending)


def _is_twin(session: SessionBase, form_key: str) -> bool:
    """Tell whether the session already knows the code of this very form."""
    return bool(session.get(SESSION_KEY, {}).get("form_key") == form_key)


def _is_void(pending: PendingReset, account: Account) -> bool:
    """Tell whether the reset is too old, or the account no longer as it was (S12, S13)."""
    return (
        time.time() - pending.begun_at >= settings.LOGIN_SECONDS
        or not account.may_log_in
        or not constant_time_compare(pending.auth_hash, account.get_session_auth_hash())
    )


def _place(account: Account) -> str:
    """Bind the form to the very password that it tells: another one voids it."""
    return f"temporary_password:{account.pk}:{account.password}"
