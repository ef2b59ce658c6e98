"""A login that is under way: what has been proven in it.

The only file that knows its session keys.
"""

import json
import time
from dataclasses import asdict, dataclass, field

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import Account
from accounts.personnummer import Number
from hembanken import sealing

SESSION_KEY = "pending_login"
CLAIM_KEY = CLAIM_PLACE = "pending_claim"


@dataclass(frozen=True, kw_only=True)
class Pending:
    """How old a login is: since it was begun, and since its last step."""

    begun_at: float = field(default_factory=lambda: time.time())
    stepped_at: float = field(default_factory=lambda: time.time())

    def left(self, now: float) -> tuple[float, float]:
        """Return the seconds left for the step, and for the whole login."""
        return (
            self.stepped_at + settings.LOGIN_STEP_SECONDS - now,
            self.begun_at + settings.LOGIN_SECONDS - now,
        )

    def is_too_old(self, now: float) -> bool:
        return min(self.left(now)) <= 0


@dataclass(frozen=True, kw_only=True)
class PendingLogin(Pending):
    """What has been proven in a login that is under way; no secret, nothing the client sends.

    `chosen_password` is the keyed hash of a password that has not taken effect. `auth_hash` binds
    the login to the account as it was: a changed password or a block voids it (S12, S13).
    `agreement_read` is the version that was shown, and 0 before.
    """

    account_id: str
    auth_hash: str
    chosen_password: str = ""
    code_accepted: bool = False
    connecting: bool = False
    agreement_read: int = 0

    @classmethod
    def of(cls, account: Account, *, code_accepted: bool = False) -> "PendingLogin":
        """Return what is known of a login that begins now."""
        return cls(
            account_id=str(account.pk),
            auth_hash=account.get_session_auth_hash(),
            code_accepted=code_accepted,
        )

    @property
    def waits_for_code(self) -> bool:
        """Tell whether a code is asked for: the first one, or the one that closes a choice."""
        return not self.code_accepted or bool(self.chosen_password)

    def is_void(self, account: Account, now: float) -> bool:
        return (
            self.is_too_old(now)
            or not account.may_log_in
            or account.password_has_expired
            or not constant_time_compare(self.auth_hash, account.get_session_auth_hash())
        )


@dataclass(frozen=True, kw_only=True)
class PendingClaim(Pending):
    """Number and password that wait, sealed, until they are judged together with the code (E7)."""

    sealed: str

    @classmethod
    def of(cls, number: Number, password: str) -> "PendingClaim":
        """Seal what was typed."""
        told = json.dumps([number.digits, number.century, password]).encode()
        return cls(sealed=sealing.seal(told, CLAIM_PLACE).hex())

    @property
    def opened(self) -> tuple[Number, str]:
        """The number and the password."""
        told = sealing.unseal(bytes.fromhex(self.sealed), CLAIM_PLACE)
        digits, century, password = json.loads(told)
        return Number(digits, century), password


def keep(request: HttpRequest, pending: PendingLogin | PendingClaim) -> None:
    """Let the session go on with what is known now; a login ends the claim that it came from."""
    if isinstance(pending, PendingClaim):
        request.session[CLAIM_KEY] = asdict(pending)
    else:
        request.session[SESSION_KEY] = asdict(pending)
        request.session.pop(CLAIM_KEY, None)


def kept(session: SessionBase) -> PendingLogin | PendingClaim | None:
    """Return what a session knows, or nothing where it has nothing that this version reads."""
    try:
        if SESSION_KEY in session:
            return PendingLogin(**session[SESSION_KEY])
        return PendingClaim(**session[CLAIM_KEY])
    except (KeyError, TypeError):
        return None


def moved_on(request: HttpRequest) -> PendingLogin | None:
    """Return the login that a twin of this request has moved past the code, if one has."""
    stored = kept(type(request.session)(request.session.session_key))
    if not isinstance(stored, PendingLogin) or stored.waits_for_code:
        return None
    keep(request, stored)
    return stored


def drop(request: HttpRequest) -> None:
    """Forget the login: it is finished."""
    del request.session[SESSION_KEY]
