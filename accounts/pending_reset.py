"""A reset that is under way, and the way to it for a form that was sent twice.

The only file that knows its session keys.
"""

import time
from dataclasses import asdict, dataclass

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import Account
from accounts.pending_login import Pending
from hembanken import sealing
from hembanken.source import keep_interaction

SESSION_KEY = "pending_reset"
SUCCESSOR_KEY = "successor_of_reset"
TWIN_SECONDS = 30  # how long a form that was sent twice finds its twin


@dataclass(frozen=True, kw_only=True)
class PendingReset(Pending):
    """Who has proven a code, and whether the temporary password was drawn."""

    account_id: str
    auth_hash: str
    drawn: bool = False

    def is_void(self, account: Account, now: float) -> bool:
        """Tell whether the reset is too old, or the account no longer as it was (S12, S13)."""
        return (
            self.is_too_old(now)
            or not account.may_log_in
            or not constant_time_compare(self.auth_hash, account.get_session_auth_hash())
        )


def keep(session: SessionBase, pending: PendingReset) -> None:
    """Let a session go on with what is known now."""
    session[SESSION_KEY] = asdict(pending)


def kept(session: SessionBase) -> PendingReset | None:
    """Return what a session knows, or nothing where it has nothing that this version reads."""
    try:
        return PendingReset(**session[SESSION_KEY])
    except (KeyError, TypeError):
        return None


def visit(request: HttpRequest) -> None:
    """Give the browser a session before the form is sent, in which its twin can be told."""
    if request.session.is_empty():
        request.session[SUCCESSOR_KEY] = None
        request.session.set_expiry(settings.LOGIN_SECONDS)


def begin(request: HttpRequest, account: Account, form: str) -> None:
    """Begin in a new session; the one from before only tells the same form where it went (E1)."""
    auth_hash = account.get_session_auth_hash()
    before, after = request.session, type(request.session)()
    keep(after, PendingReset(account_id=str(account.pk), auth_hash=auth_hash))
    keep_interaction(request, after)
    after.create()
    sealed = sealing.seal(str(after.session_key).encode(), _place_of_twin(form)).hex()
    after[SUCCESSOR_KEY] = {"at": time.time(), "key": sealed}
    after.save()
    if before.session_key:
        before.clear()
        before[SUCCESSOR_KEY] = after[SUCCESSOR_KEY]
        before.set_expiry(TWIN_SECONDS)
        before.save()
    request.session = after


def follow_twin(request: HttpRequest, form: str) -> bool:
    """Go on in the session that this very form has begun a moment ago, if there is one."""
    store = type(request.session)
    successor = store(request.session.session_key).get(SUCCESSOR_KEY)
    if not successor or time.time() - successor["at"] >= TWIN_SECONDS:
        return False
    try:
        key = sealing.unseal(bytes.fromhex(successor["key"]), _place_of_twin(form))
    except sealing.SealBroken:
        return False
    request.session = store(key.decode())
    request.session.modified = True  # so that this answer carries the cookie too
    return True


def _place_of_twin(form: str) -> str:
    """Bind the way to the new session to the number and the code that opened it."""
    return f"successor_of_reset:{form}"
