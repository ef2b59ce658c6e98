"""A customer's active sessions: list them, and end them all."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import Account
from accounts.sessions.timeouts import BROWSER, STARTED_AT, seconds_left
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.crypto.encryption import DecryptionFailed
from hembanken.request_context import Actor, browser_in_words
from hembanken.sessions.models import Session
from hembanken.sessions.store import stored_keys


@dataclass(frozen=True)
class ActiveSession:
    """A session that has not ended, described so that its customer recognises it."""

    started_at: datetime
    browser: str
    is_current: bool


def active_sessions(request: HttpRequest, account: Account) -> list[ActiveSession]:
    """Return the account's active sessions, newest first, without their keys (E9)."""
    rows = Session.objects.filter(account_id=account.pk)
    current_keys = stored_keys(request.session.session_key)
    sessions = [
        ActiveSession(
            datetime.fromtimestamp(content[STARTED_AT], UTC),
            browser_in_words(content.get(BROWSER, "")),
            row.pk in current_keys,
        )
        for row in rows
        if (content := _content(row)) and _is_active(content, account)
    ]
    return sorted(sessions, key=lambda session: session.started_at, reverse=True)


def end_all(account: Account, actor: Actor) -> None:
    """End every session and unfinished login of an account, and record the actor."""
    with audit_log.atomic():
        account.end_sessions()
        Session.objects.filter(account_id=account.pk).delete()
        audit_log.record(Event.SESSIONS_ENDED, account.pk, actor)


def _content(row: Session) -> dict[str, Any]:
    try:
        return row.content
    except DecryptionFailed:
        return {}


def _is_active(content: dict[str, Any], account: Account) -> bool:
    valid_hashes = (account.get_session_auth_hash(), *account.get_session_auth_fallback_hash())
    session_hash = content.get(HASH_SESSION_KEY, "")
    return min(seconds_left(content)) > 0 and any(
        constant_time_compare(session_hash, valid_hash) for valid_hash in valid_hashes
    )
