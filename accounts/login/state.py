"""The state of a login under way: what the customer has proven so far.

Only this file knows the session keys of that state. The id of a login stays in the session until
the logout, and tells a form of another login apart; it opens nothing.
"""

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import Account
from accounts.personnummer import Number
from hembanken.crypto import encryption

LOGIN_ID, BEGUN_BY = "login_id", "login_begun_by"
FORM_FIELD = "login"  # the id of its login in each form
TOKEN_FIELD = "csrfmiddlewaretoken"


@dataclass(frozen=True, kw_only=True)
class PendingState:
    """What a session stores between two pages, and when the login and its step began.

    A step on which the customer reads (`is_reading`) has the time of the whole login.
    """

    session_key: ClassVar[str]
    begun_at: float = field(default_factory=lambda: time.time())
    step_begun_at: float = field(default_factory=lambda: time.time())
    is_reading: bool = False

    @classmethod
    def load(cls, session: SessionBase) -> Self | None:
        """Return the state in a session, or None if it has none that this release can read."""
        try:
            return cls(**session[cls.session_key])
        except (KeyError, TypeError):
            return None

    def save(self, session: SessionBase) -> None:
        session[self.session_key] = asdict(self)

    def seconds_left(self, now: float) -> tuple[float, float]:
        """Return the seconds left for the step, and for the whole login."""
        whole = self.begun_at + settings.LOGIN_SECONDS - now
        step = self.step_begun_at + settings.LOGIN_STEP_SECONDS - now
        return (whole if self.is_reading else step), whole

    def has_expired(self, now: float) -> bool:
        return min(self.seconds_left(now)) <= 0


@dataclass(frozen=True, kw_only=True)
class PendingAccountState(PendingState):
    """The state of one account; a new password or a block voids it (S12, S13)."""

    account_id: str
    auth_hash: str

    @classmethod
    def begin(cls, account: Account, **state: Any) -> Self:
        """Return a new state for an account as it is now."""
        return cls(account_id=str(account.pk), auth_hash=account.get_session_auth_hash(), **state)

    def is_void(self, account: Account, now: float) -> bool:
        return (
            self.has_expired(now)
            or not account.may_log_in
            or not constant_time_compare(self.auth_hash, account.get_session_auth_hash())
        )


@dataclass(frozen=True, kw_only=True)
class PendingLogin(PendingAccountState):
    """What a customer has proven in a login; it holds no secret.

    `wanted_page` is the page of this site to which the login leads (see wanted_page.py).
    `chosen_password` is the keyed hash of a password that has not yet taken effect.
    `password_chosen` is whether it has taken effect in this login, `terms_accepted` whether its
    terms were accepted in this login. `agreement_read` is the version
    that the customer has read, or 0.
    """

    session_key = "pending_login"
    wanted_page: str = ""
    chosen_password: str = ""
    password_chosen: bool = False
    code_accepted: bool = False
    terms_accepted: bool = False
    wants_to_connect: bool = False
    agreement_read: int = 0

    @property
    def waits_for_code(self) -> bool:
        """Whether a code is needed: to log in, or to confirm a chosen password."""
        return not self.code_accepted or bool(self.chosen_password)

    def is_void(self, account: Account, now: float) -> bool:
        return account.password_has_expired or super().is_void(account, now)


@dataclass(frozen=True, kw_only=True)
class PendingCredentials(PendingState):
    """Number and password, encrypted until they are checked together with the code (E7)."""

    session_key = "pending_credentials"
    encrypted: str
    wanted_page: str = ""

    @classmethod
    def encrypt(cls, number: Number, password: str, **state: Any) -> "PendingCredentials":
        credentials = json.dumps([number.digits, number.century, password]).encode()
        encrypted = encryption.encrypt(credentials, cls.session_key).hex()
        return cls(encrypted=encrypted, **state)

    def decrypt(self) -> tuple[Number, str]:
        credentials = encryption.decrypt(bytes.fromhex(self.encrypted), self.session_key)
        digits, century, password = json.loads(credentials)
        return Number(digits, century), password


def give_id(session: SessionBase, request: HttpRequest) -> None:
    """Give the login or the reset that a request begins an id, and store which form began it."""
    session[LOGIN_ID] = secrets.token_urlsafe(12)
    session[BEGUN_BY] = request.POST.get(TOKEN_FIELD, "")


def id_of(session: SessionBase | Mapping[str, Any]) -> str:
    return str(session.get(LOGIN_ID, ""))


def is_form_of_another_login(request: HttpRequest) -> bool:
    """Return whether the form that was sent names a login that another one has replaced.

    A form without an id is not refused here: its CSRF token says whether it is of this login.
    """
    sent, current = request.POST.get(FORM_FIELD, ""), id_of(request.session)
    return bool(sent and current) and not constant_time_compare(sent, current)


def is_form_of_this_login(request: HttpRequest) -> bool:
    """Return whether a form without a valid CSRF token is of this login: a duplicate submission.

    The form that began the login is known by its token, which is another one in each form.
    """
    facts = ((FORM_FIELD, LOGIN_ID), (TOKEN_FIELD, BEGUN_BY))
    sent = [(request.POST.get(name, ""), request.session.get(key, "")) for name, key in facts]
    return any(value and constant_time_compare(value, known) for value, known in sent)


def load(session: SessionBase) -> PendingLogin | PendingCredentials | None:
    """Return the state of the login under way, or None."""
    if PendingLogin.session_key in session:
        return PendingLogin.load(session)
    return PendingCredentials.load(session)


def save(request: HttpRequest, state: PendingLogin | PendingCredentials) -> None:
    """Store the state in the session. A login replaces the credentials that it was made from."""
    state.save(request.session)
    if isinstance(state, PendingLogin):
        request.session.pop(PendingCredentials.session_key, None)


def follow_duplicate(request: HttpRequest) -> PendingLogin | None:
    """Take over the state that a duplicate of this request has saved, if its code was accepted."""
    stored = load(type(request.session)(request.session.session_key))
    if not isinstance(stored, PendingLogin) or stored.waits_for_code:
        return None
    save(request, stored)
    return stored


def clear(request: HttpRequest) -> None:
    del request.session[PendingLogin.session_key]
