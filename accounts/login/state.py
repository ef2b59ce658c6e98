"""A login that is under way: what has been proven in it.

The only file that knows its session keys.
"""

import json
import time
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import Account
from accounts.personnummer import Number
from hembanken.crypto import encryption


@dataclass(frozen=True, kw_only=True)
class PendingState:
    """What is under way in a session, and how old it is: since it was begun, and its last step."""

    session_key: ClassVar[str]
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

    def keep(self, session: SessionBase) -> None:
        """Let a session go on with what is known now."""
        session[self.session_key] = asdict(self)

    @classmethod
    def kept(cls, session: SessionBase) -> Self | None:
        """Return what a session knows, or nothing where it has nothing that this version reads."""
        try:
            return cls(**session[cls.session_key])
        except (KeyError, TypeError):
            return None


@dataclass(frozen=True, kw_only=True)
class PendingAccountState(PendingState):
    """What is under way for an account; `auth_hash` binds it to the account as it was.

    A changed password or a block voids it (S12, S13).
    """

    account_id: str
    auth_hash: str

    @classmethod
    def of(cls, account: Account, **state: Any) -> Self:
        """Return what is known of what begins now."""
        return cls(account_id=str(account.pk), auth_hash=account.get_session_auth_hash(), **state)

    def is_void(self, account: Account, now: float) -> bool:
        return (
            self.is_too_old(now)
            or not account.may_log_in
            or not constant_time_compare(self.auth_hash, account.get_session_auth_hash())
        )


@dataclass(frozen=True, kw_only=True)
class PendingLogin(PendingAccountState):
    """What has been proven in a login that is under way; no secret, nothing the client sends.

    `chosen_password` is the keyed hash of a password that has not taken effect. `agreement_read`
    is the version that was shown, and 0 before.
    """

    session_key = "pending_login"
    chosen_password: str = ""
    code_accepted: bool = False
    connecting: bool = False
    agreement_read: int = 0

    @property
    def waits_for_code(self) -> bool:
        """Tell whether a code is asked for: the first one, or the one that closes a choice."""
        return not self.code_accepted or bool(self.chosen_password)

    def is_void(self, account: Account, now: float) -> bool:
        return account.password_has_expired or super().is_void(account, now)


@dataclass(frozen=True, kw_only=True)
class PendingCredentials(PendingState):
    """Number and password, encrypted, until they are checked together with the code (E7)."""

    session_key = "pending_claim"
    encrypted: str

    @classmethod
    def of(cls, number: Number, password: str) -> "PendingCredentials":
        """Encrypt what was typed."""
        told = json.dumps([number.digits, number.century, password]).encode()
        return cls(encrypted=encryption.encrypt(told, cls.session_key).hex())

    @property
    def opened(self) -> tuple[Number, str]:
        """The number and the password."""
        told = encryption.decrypt(bytes.fromhex(self.encrypted), self.session_key)
        digits, century, password = json.loads(told)
        return Number(digits, century), password


def save(request: HttpRequest, pending: PendingLogin | PendingCredentials) -> None:
    """Let the session go on with what is known now; a login ends the claim that it came from."""
    pending.keep(request.session)
    if isinstance(pending, PendingLogin):
        request.session.pop(PendingCredentials.session_key, None)


def load(session: SessionBase) -> PendingLogin | PendingCredentials | None:
    """Return what a session knows, or nothing where it has nothing that this version reads."""
    is_login = PendingLogin.session_key in session
    return PendingLogin.kept(session) if is_login else PendingCredentials.kept(session)


def load_if_moved_on(request: HttpRequest) -> PendingLogin | None:
    """Return the login that a twin of this request has moved past the code, if one has."""
    stored = load(type(request.session)(request.session.session_key))
    if not isinstance(stored, PendingLogin) or stored.waits_for_code:
        return None
    save(request, stored)
    return stored


def clear(request: HttpRequest) -> None:
    """Forget the login: it is finished."""
    del request.session[PendingLogin.session_key]
