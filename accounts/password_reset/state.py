"""A reset that is under way, and the way to it for a form that was sent twice.

The only file that knows its session keys.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from accounts.login.state import PendingAccountState
from accounts.models import Account
from hembanken.crypto import encryption
from hembanken.request_context import keep_correlation_id

SUCCESSOR_KEY = "successor_of_reset"
DUPLICATE_SECONDS = 30  # how long a form that was sent twice finds its twin


@dataclass(frozen=True, kw_only=True)
class PendingReset(PendingAccountState):
    """Who has proven a code, and whether the temporary password was drawn."""

    session_key = "pending_reset"
    drawn: bool = False


def ensure_session(request: HttpRequest) -> None:
    """Give the browser a session before the form is sent, in which its twin can be told."""
    if request.session.is_empty():
        request.session[SUCCESSOR_KEY] = None
        request.session.set_expiry(settings.LOGIN_SECONDS)


def begin(request: HttpRequest, account: Account, form: str) -> None:
    """Begin in a new session; the one from before only tells the same form where it went (E1)."""
    before, after = request.session, type(request.session)()
    PendingReset.of(account).keep(after)
    keep_correlation_id(request, after)
    after.create()
    encrypted = encryption.encrypt(
        str(after.session_key).encode(), _successor_associated_data(form)
    ).hex()
    after[SUCCESSOR_KEY] = {"at": time.time(), "key": encrypted}
    after.save()
    if before.session_key:
        before.clear()
        before[SUCCESSOR_KEY] = after[SUCCESSOR_KEY]
        before.set_expiry(DUPLICATE_SECONDS)
        before.save()
    request.session = after


def follow_duplicate(request: HttpRequest, form: str) -> bool:
    """Go on in the session that this very form has begun a moment ago, if there is one."""
    store = type(request.session)
    successor = store(request.session.session_key).get(SUCCESSOR_KEY)
    if not successor or time.time() - successor["at"] >= DUPLICATE_SECONDS:
        return False
    try:
        key = encryption.decrypt(bytes.fromhex(successor["key"]), _successor_associated_data(form))
    except encryption.DecryptionFailed:
        return False
    request.session = store(key.decode())
    request.session.modified = True  # so that this answer carries the cookie too
    return True


def _successor_associated_data(form: str) -> str:
    """Bind the way to the new session to the number and the code that opened it."""
    return f"successor_of_reset:{form}"
