"""A customer's active sessions: list them, end one, end all others, and end them all.

A session is named by its reference, a keyed hash that is unrelated to its key.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import Account
from accounts.sessions import timeouts
from accounts.sessions.timeouts import BROWSER, STARTED_AT, seconds_left
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.crypto import blind_index
from hembanken.crypto.encryption import DecryptionFailed
from hembanken.request_context import CORRELATION_ID, Actor, browser_in_words
from hembanken.sessions.models import Session
from hembanken.sessions.store import stored_keys


@dataclass(frozen=True)
class ActiveSession:
    """A session that has not ended, described so that its customer recognises it."""

    started_at: datetime
    browser: str
    reference: str
    is_current: bool


def active_sessions(request: HttpRequest, account: Account) -> list[ActiveSession]:
    """Return the account's active sessions, newest first, without their keys (E9)."""
    current_keys = stored_keys(request.session.session_key)
    sessions = [
        ActiveSession(
            datetime.fromtimestamp(content[STARTED_AT], UTC),
            browser_in_words(content.get(BROWSER, "")),
            _references(account, content)[0],
            key in current_keys,
        )
        for key, content in _stored_sessions(account)
        if _is_active(content, account)
    ]
    return sorted(sessions, key=lambda session: session.started_at, reverse=True)


def is_current(request: HttpRequest, account: Account, reference: str) -> bool:
    return reference in _references(account, request.session)


def end_one(account: Account, reference: str, actor: Actor) -> bool:
    """End the session with this reference; return False if it has ended or was never there."""
    keys = [
        key
        for key, content in _stored_sessions(account)
        if reference in _references(account, content)
    ]
    with audit_log.atomic():
        ended, _rows = Session.objects.filter(account_id=account.pk, pk__in=keys).delete()
        if ended:
            audit_log.record(Event.SESSION_ENDED, account.pk, actor)
    return bool(ended)


def end_others(request: HttpRequest, account: Account, actor: Actor) -> None:
    """End every session and unfinished login of an account except the session of the request."""
    with audit_log.atomic():
        account.end_sessions()
        account.refresh_from_db(fields=["session_epoch"])
        request.session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        timeouts.save(request)
        others = Session.objects.filter(account_id=account.pk)
        others.exclude(pk__in=stored_keys(request.session.session_key)).delete()
        audit_log.record(Event.OTHER_SESSIONS_ENDED, account.pk, actor)


def end_all(account: Account, actor: Actor) -> None:
    """End every session and unfinished login of an account, and record the actor."""
    with audit_log.atomic():
        account.end_sessions()
        Session.objects.filter(account_id=account.pk).delete()
        audit_log.record(Event.SESSIONS_ENDED, account.pk, actor)


def _stored_sessions(account: Account) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return key and content of each stored session that can be decrypted."""
    for row in Session.objects.filter(account_id=account.pk):
        with suppress(DecryptionFailed):
            yield row.pk, row.content


def _references(account: Account, content: Mapping[str, Any] | SessionBase) -> list[str]:
    """Return the references of a session under every key version, the current one first."""
    login = content.get(CORRELATION_ID, ""), content.get(STARTED_AT, 0)
    indexes = blind_index.compute_all(f"session:{account.pk}:{login}")
    return [index.hex() for index in indexes]


def _is_active(content: dict[str, Any], account: Account) -> bool:
    valid_hashes = (account.get_session_auth_hash(), *account.get_session_auth_fallback_hash())
    session_hash = content.get(HASH_SESSION_KEY, "")
    return min(seconds_left(content)) > 0 and any(
        constant_time_compare(session_hash, valid_hash) for valid_hash in valid_hashes
    )
