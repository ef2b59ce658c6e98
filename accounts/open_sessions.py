"""The open sessions of a customer: which they are, and how to end them all."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import Account
from accounts.sessions import BEGUN_AT, BROWSER, left
from hembanken.journal import journal
from hembanken.journal.events import Event
from hembanken.sealing import SealBroken
from hembanken.sessions.models import Session
from hembanken.sessions.store import stored_keys
from hembanken.source import Act, browser_in_words


@dataclass(frozen=True)
class OpenSession:
    """A session that is still good, as its customer may know it again."""

    begun_at: datetime
    browser: str
    is_this: bool


def of_account(request: HttpRequest, account: Account) -> list[OpenSession]:
    """Return the account's open sessions, newest first; no part of a key is told (E9)."""
    rows = Session.objects.filter(account_id=account.pk)
    these = stored_keys(request.session.session_key)
    found = [
        OpenSession(
            datetime.fromtimestamp(content[BEGUN_AT], UTC),
            browser_in_words(content.get(BROWSER, "")),
            row.pk in these,
        )
        for row in rows
        if (content := _content(row)) and _is_open(content, account)
    ]
    return sorted(found, key=lambda session: session.begun_at, reverse=True)


def end_everywhere(account: Account, act: Act) -> None:
    """End every session and half-finished login of an account, and note who did it."""
    with journal.atomic():
        account.end_sessions()
        Session.objects.filter(account_id=account.pk).delete()
        journal.record(Event.SESSIONS_ENDED, account.pk, act)


def _content(row: Session) -> dict[str, Any]:
    """Return what a row holds, or nothing where it does not open: such a session is no longer."""
    try:
        return row.content
    except SealBroken:
        return {}


def _is_open(content: dict[str, Any], account: Account) -> bool:
    """Tell whether the session is of the account as it is now, and has time left."""
    good = (account.get_session_auth_hash(), *account.get_session_auth_fallback_hash())
    told = content.get(HASH_SESSION_KEY, "")
    return min(left(content)) > 0 and any(constant_time_compare(told, each) for each in good)
