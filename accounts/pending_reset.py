"""A reset that is under way, and the way to it for a form that was sent twice.

The only file that knows its session keys.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from accounts.models import Account
from accounts.pending_login import PendingAccount
from hembanken import sealing
from hembanken.source import keep_interaction

SUCCESSOR_KEY = "successor_of_reset"
TWIN_SECONDS = 30  # how long a form that was sent twice finds its twin


@dataclass(frozen=True, kw_only=True)
class PendingReset(PendingAccount):
    """Who has proven a code, and whether the temporary password was drawn."""

    session_key = "pending_reset"
    drawn: bool = False


def visit(request: HttpRequest) -> None:
    """Give the browser a session before the form is sent, in which its twin can be told."""
    if request.session.is_empty():
        request.session[SUCCESSOR_KEY] = None
        request.session.set_expiry(settings.LOGIN_SECONDS)


def begin(request: HttpRequest, account: Account, form: str) -> None:
    """Begin in a new session; the one from before only tells the same form where it went (E1)."""
    before, after = request.session, type(request.session)()
    PendingReset.of(account).keep(after)
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
