"""The password reset: from a code to a temporary password, shown once."""

import time
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.credentials import authentication, known_browsers, lockout, passwords
from accounts.customers import agreements, registry
from accounts.login import progress
from accounts.login.progress import Progress
from accounts.models import Account, Agreement
from accounts.password_reset import state as reset_state
from accounts.password_reset.state import PendingReset
from accounts.personnummer import Number
from accounts.sessions.timeouts import TimeLeft
from hembanken.audit import audit_log
from hembanken.crypto import blind_index, encryption
from hembanken.request_context import context_of


class AlreadyShown(Exception):
    """The temporary password has been shown, and is shown only once."""


@dataclass
class Reset:
    """A password reset under way, with its request, account and state."""

    request: HttpRequest
    account: Account
    state: PendingReset

    @cached_property
    def to_accept(self) -> dict[str, Agreement]:
        return agreements.to_accept(self.account)

    @property
    def time_left(self) -> TimeLeft:
        return TimeLeft.until(*self.state.seconds_left(time.time()))

    @property
    def terms(self) -> Agreement | None:
        """The terms in force, if the customer has not accepted them."""
        return self.to_accept.get(agreements.TERMS)

    @property
    def progress(self) -> Progress:
        return progress.of_reset(self.account, self.to_accept)

    def generate_password(self) -> str:
        """Return a new temporary password, or raise AlreadyShown."""
        if self.state.password_generated:
            raise AlreadyShown
        with audit_log.atomic():
            password = passwords.issue_temporary(self.account, context_of(self.request))
            auth_hash = self.account.get_session_auth_hash()
            self._update_state(auth_hash=auth_hash, password_generated=True, is_reading=True)
            progress.announce(self.request.session, self.progress.next())
            self.request.session.save()
        return password

    def encrypt_for_form(self, password: str) -> str:
        """Encrypt the password for a hidden field, to show it again if a tick is missing."""
        return encryption.encrypt(password.encode(), self._associated_data).hex()

    def decrypt_from_form(self, encrypted: str) -> str:
        """Return the password from the hidden field, or raise AlreadyShown."""
        try:
            password = encryption.decrypt(bytes.fromhex(encrypted), self._associated_data).decode()
        except (encryption.DecryptionFailed, ValueError):
            raise AlreadyShown from None
        self._update_state()
        return password

    def complete(self, terms: Agreement | None) -> None:
        if terms:
            with audit_log.atomic():
                agreements.accept(self.account, terms, context_of(self.request))
        self.request.session.flush()
        progress.announce(self.request.session, self.progress.next())
        self.request.session.set_expiry(settings.TEMPORARY_PASSWORD_SECONDS)

    @property
    def _associated_data(self) -> str:
        """Bind the form to the hash of its password, so that a later password voids the form."""
        return f"temporary_password:{self.account.pk}:{self.account.password}"

    def _update_state(self, **changes: Any) -> None:
        self.state = replace(self.state, step_begun_at=time.time(), **changes)
        self.state.save(self.request.session)


def enter_code(request: HttpRequest, number: Number, code: str) -> None:
    """Spend a code and begin a reset in a new session, or raise WrongCode.

    The password stays unchanged until the temporary one is generated (D3, S11).
    """
    attempt = known_browsers.attempt_for(request, registry.lookup_keys(number))
    form_digest = blind_index.compute(f"{number.digits}:{code}").hex()

    def on_accepted(account: Account) -> None:
        lockout.refund(attempt)
        reset_state.begin(request, account, form_digest)

    authentication.check_code(
        lambda: authentication.identify_by_number(registry.find(number)),
        code,
        attempt,
        is_reset=True,
        on_accepted=on_accepted,
        follow_duplicate=lambda: reset_state.follow_duplicate(request, form_digest),
    )


def resume(request: HttpRequest) -> Reset | None:
    """Return the reset under way, or None. End a reset that is void."""
    state = PendingReset.load(request.session)
    if state is None:
        return None
    account = Account.objects.filter(pk=state.account_id).first()
    if account is None or state.is_void(account, time.time()):
        request.session.flush()
        return None
    return Reset(request, account, state)
