"""The open sessions of a customer: which they are, and how to end them all."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import Account
from accounts.sessions.timeouts import BEGUN_AT, BROWSER, seconds_left
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.crypto.encryption import DecryptionFailed
from hembanken.request_context import Actor, browser_in_words
from hembanken.sessions.models import Session
from hembanken.sessions.store import stored_keys


@dataclass(frozen=True)
class ActiveSession:
    """A session that is still good, as its customer may know it again."""

    begun_at: datetime
    browser: str
    is_this: bool


def active_sessions(request: HttpRequest, account: Account) -> list[ActiveSession]:
    """Return the account's open sessions, newest first; no part of a key is told (E9)."""
    rows = Session.objects.filter(account_id=account.pk)
    these = stored_keys(request.session.session_key)
    found = [
        ActiveSession(
            datetime.fromtimestamp(content[BEGUN_AT], UTC),
            browser_in_words(content.get(BROWSER, "")),
            row.pk in these,
        )
        for row in rows
        if (content := _content(row)) and _is_open(content, account)
    ]
    return sorted(found, key=lambda session: session.begun_at, reverse=True)


def end_all(account: Account, actor: Actor) -> None:
    """End every session and half-finished login of an account, and note who did it."""
    with audit_log.atomic():
        account.end_sessions()
        Session.objects.filter(account_id=account.pk).delete()
        audit_log.record(Event.SESSIONS_ENDED, account.pk, actor)


def _content(row: Session) -> dict[str, Any]:
    """Return what a row holds, or nothing where it does not open: such a session is no longer."""
    try:
        return row.content
    except DecryptionFailed:
        return {}


def _is_open(content: dict[str, Any], account: Account) -> bool:
    """Tell whether the session is of the account as it is now, and has time left."""
    good = (account.get_session_auth_hash(), *account.get_session_auth_fallback_hash())
    told = content.get(HASH_SESSION_KEY, "")
    return min(seconds_left(content)) > 0 and any(
        constant_time_compare(told, each) for each in good
    )
