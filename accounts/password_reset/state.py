"""The state of a password reset under way, and its new session for a duplicate submission.

Only this file knows the session keys of that state.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from accounts.login import state as login_state
from accounts.login.state import PendingAccountState
from accounts.models import Account
from hembanken.crypto import encryption
from hembanken.request_context import keep_correlation_id

SUCCESSOR_KEY = "successor_of_reset"
DUPLICATE_SECONDS = 30  # how long a duplicate submission finds the new session


@dataclass(frozen=True, kw_only=True)
class PendingReset(PendingAccountState):
    """A reset whose code was accepted, and whether the temporary password was generated."""

    session_key = "pending_reset"
    password_generated: bool = False


def ensure_session(request: HttpRequest) -> None:
    """Create a session before the form is sent, in which a duplicate submission can be found."""
    if request.session.is_empty():
        request.session[SUCCESSOR_KEY] = None
        request.session.set_expiry(settings.LOGIN_SECONDS)


def begin(request: HttpRequest, account: Account, form_digest: str) -> None:
    """Begin a reset in a new session (E1).

    The old session keeps only the encrypted key of the new one, for a duplicate submission.
    """
    before, after = request.session, type(request.session)()
    PendingReset.begin(account).save(after)
    login_state.give_id(after, request)
    keep_correlation_id(request, after)
    after.create()
    associated_data = _successor_associated_data(form_digest)
    key = encryption.encrypt(str(after.session_key).encode(), associated_data).hex()
    after[SUCCESSOR_KEY] = {"at": time.time(), "key": key}
    after.save()
    if before.session_key:
        before.clear()
        before[SUCCESSOR_KEY] = after[SUCCESSOR_KEY]
        before.set_expiry(DUPLICATE_SECONDS)
        before.save()
    request.session = after


def follow_duplicate(request: HttpRequest, form_digest: str) -> bool:
    """Use the session that the same form has just begun. Return whether there is one."""
    store = type(request.session)
    successor = store(request.session.session_key).get(SUCCESSOR_KEY)
    if not successor or time.time() - successor["at"] >= DUPLICATE_SECONDS:
        return False
    associated_data = _successor_associated_data(form_digest)
    try:
        key = encryption.decrypt(bytes.fromhex(successor["key"]), associated_data)
    except encryption.DecryptionFailed:
        return False
    request.session = store(key.decode())
    request.session.modified = True  # so that this response sets the cookie too
    return True


def _successor_associated_data(form_digest: str) -> str:
    """Bind the key of the new session to the number and the code that began it."""
    return f"successor_of_reset:{form_digest}"
