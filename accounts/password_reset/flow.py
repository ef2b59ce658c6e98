"""Skapa nytt lösenord: from a code to a temporary password, shown once."""

import time
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest

from accounts.credentials import authentication, known_browsers, lockout, passwords
from accounts.customers import agreements, registry
from accounts.models import Account, Agreement
from accounts.password_reset import state as reset_state
from accounts.password_reset.state import PendingReset
from accounts.personnummer import Number
from hembanken.audit import audit_log
from hembanken.crypto import blind_index, encryption
from hembanken.request_context import context_of


class AlreadyShown(Exception):
    """The temporary password was shown once, and is not shown again."""


@dataclass
class Reset:
    """A reset under way in one browser: the request, its customer, and the facts proven."""

    request: HttpRequest
    account: Account
    state: PendingReset

    @property
    def terms(self) -> Agreement | None:
        """The terms in force, when the customer has not accepted them."""
        return agreements.to_accept(self.account).get(agreements.TERMS)

    def generate_password(self) -> str:
        """Return a new temporary password, the only time that it is told, or raise ShownAlready."""
        if self.state.drawn:
            raise AlreadyShown
        with audit_log.atomic():
            password = passwords.issue_temporary(self.account, context_of(self.request))
            self._update_state(auth_hash=self.account.get_session_auth_hash(), drawn=True)
            self.request.session.save()
        return password

    def encrypt_for_form(self, password: str) -> str:
        """Encrypt the password into the form that may come back with a tick missing."""
        return encryption.encrypt(password.encode(), self._place).hex()

    def decrypt_from_form(self, encrypted: str) -> str:
        """Return the password of the form that came back, or raise ShownAlready."""
        try:
            password = encryption.decrypt(bytes.fromhex(encrypted), self._place).decode()
        except (encryption.DecryptionFailed, ValueError):
            raise AlreadyShown from None
        self._update_state()
        return password

    def complete(self, terms: Agreement | None) -> None:
        """Accept the terms that were shown, and end the reset."""
        if terms:
            with audit_log.atomic():
                agreements.accept(self.account, terms, context_of(self.request))
        self.request.session.flush()

    @property
    def _place(self) -> str:
        """Bind the form to the very password that it tells: another one voids it."""
        return f"temporary_password:{self.account.pk}:{self.account.password}"

    def _update_state(self, **state: Any) -> None:
        self.state = replace(self.state, stepped_at=time.time(), **state)
        self.state.keep(self.request.session)


def enter_code(request: HttpRequest, number: Number, code: str) -> None:
    """Spend a code for a number and begin a reset in a session of its own, or raise CodeRefused.

    Nothing about the password has changed until the temporary one is drawn (D3, S11).
    """
    attempt = known_browsers.attempt_for(request, registry.lookup_keys(number))
    form = blind_index.compute(f"{number.digits}:{code}").hex()

    def accepted(account: Account) -> None:
        lockout.refund(attempt)
        reset_state.begin(request, account, form)

    authentication.check_code(
        lambda: authentication.claimant_by_number(registry.find(number)),
        code,
        attempt,
        is_reset=True,
        on_accepted=accepted,
        is_duplicate=lambda: reset_state.follow_duplicate(request, form),
    )


def resume(request: HttpRequest) -> Reset | None:
    """Return the reset under way, or nothing; a void one is dropped."""
    pending = PendingReset.kept(request.session)
    if pending is None:
        return None
    account = Account.objects.filter(pk=pending.account_id).first()
    if account is None or pending.is_void(account, time.time()):
        request.session.flush()
        return None
    return Reset(request, account, pending)
