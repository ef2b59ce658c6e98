"""Skapa nytt lösenord: from a code to a temporary password, shown once.

The only file that knows the session keys of a reset that is under way.
"""

import time
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts import agreements, attempts, authentication, browsers, customers, passwords
from accounts.models import Account, Agreement
from accounts.pending_login import Pending
from accounts.personnummer import Number
from hembanken import sealing
from hembanken.journal import journal
from hembanken.source import keep_interaction, source_of

SESSION_KEY = "pending_reset"
SUCCESSOR_KEY = "successor_of_reset"
TWIN_SECONDS = 30  # how long a form that was sent twice finds its twin


class ShownAlready(Exception):
    """The temporary password was shown once, and is not shown again."""


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


@dataclass
class Reset:
    """A reset under way in one browser: the request, its customer, and the facts proven."""

    request: HttpRequest
    account: Account
    facts: PendingReset

    @property
    def terms(self) -> Agreement | None:
        """The terms in force, when the customer has not accepted them."""
        return agreements.to_accept(self.account).get(agreements.TERMS)

    def draw_password(self) -> str:
        """Return a new temporary password, the only time that it is told, or raise ShownAlready."""
        if self.facts.drawn:
            raise ShownAlready
        with journal.atomic():
            password = passwords.issue_temporary(self.account, source_of(self.request))
            self._learn(auth_hash=self.account.get_session_auth_hash(), drawn=True)
            self.request.session.save()
        return password

    def seal_for_form(self, password: str) -> str:
        """Seal the password into the form that may come back with a tick missing."""
        return sealing.seal(password.encode(), self._place).hex()

    def unseal_from_form(self, sealed: str) -> str:
        """Return the password of the form that came back, or raise ShownAlready."""
        try:
            password = sealing.unseal(bytes.fromhex(sealed), self._place).decode()
        except (sealing.SealBroken, ValueError):
            raise ShownAlready from None
        self._learn()
        return password

    def complete(self, terms: Agreement | None) -> None:
        """Accept the terms that were shown, and end the reset."""
        if terms:
            with journal.atomic():
                agreements.accept(self.account, terms, source_of(self.request))
        self.request.session.flush()

    @property
    def _place(self) -> str:
        """Bind the form to the very password that it tells: another one voids it."""
        return f"temporary_password:{self.account.pk}:{self.account.password}"

    def _learn(self, **facts: Any) -> None:
        self.facts = replace(self.facts, stepped_at=time.time(), **facts)
        self.request.session[SESSION_KEY] = asdict(self.facts)


def visit(request: HttpRequest) -> None:
    """Give the browser a session before the form is sent, in which its twin can be told."""
    if request.session.is_empty():
        request.session[SUCCESSOR_KEY] = None
        request.session.set_expiry(settings.LOGIN_SECONDS)


def enter_code(request: HttpRequest, number: Number, code: str) -> None:
    """Spend a code for a number and begin a reset in a session of its own, or raise CodeRefused.

    Nothing about the password has changed until the temporary one is drawn (D3, S11).
    """
    attempt = browsers.attempt(request, customers.keys_of(number))
    form = sealing.index(f"{number.digits}:{code}").hex()

    def accepted(account: Account) -> None:
        attempts.refund(attempt)
        _begin(request, account, form)

    authentication.check_code(
        lambda: authentication.named(customers.find(number)),
        code,
        attempt,
        begins_anew=True,
        then=accepted,
        is_twin=lambda: _follow_twin(request, form),
    )


def resume(request: HttpRequest) -> Reset | None:
    """Return the reset under way, or nothing; a void one is dropped."""
    try:
        pending = PendingReset(**request.session[SESSION_KEY])
    except (KeyError, TypeError):
        return None
    account = Account.objects.filter(pk=pending.account_id).first()
    if account is None or pending.is_void(account, time.time()):
        request.session.flush()
        return None
    return Reset(request, account, pending)


def _begin(request: HttpRequest, account: Account, form: str) -> None:
    """Begin in a new session; the one from before only tells the same form where it went (E1)."""
    auth_hash = account.get_session_auth_hash()
    before, after = request.session, type(request.session)()
    after[SESSION_KEY] = asdict(PendingReset(account_id=str(account.pk), auth_hash=auth_hash))
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


def _follow_twin(request: HttpRequest, form: str) -> bool:
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
