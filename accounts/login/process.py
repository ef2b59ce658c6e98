"""A login under way in one browser: what each step proves, and what is kept of it."""

import time
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.contrib import auth
from django.http import HttpRequest

from accounts.credentials import authentication, known_browsers, lockout, passwords
from accounts.credentials.lockout import Attempt
from accounts.customers import agreements
from accounts.login import state as login_state
from accounts.login.state import PendingLogin
from accounts.login.steps import EARLIER, Step, next_step
from accounts.models import Account, Agreement
from accounts.sessions import timeouts
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import context_of


@dataclass
class Login:
    """A login under way in one browser: the request, its customer, and the facts proven.

    Attempts are counted under `keys`. `has_to_accept` tells that a text in force may wait.
    """

    request: HttpRequest
    account: Account
    state: PendingLogin
    keys: tuple[bytes, ...]
    has_to_accept: bool = True

    @cached_property
    def step(self) -> Step:
        """The next step, as far as the facts are known."""
        return next_step(self.state, self.account, has_to_accept=self.has_to_accept)

    @property
    def open_steps(self) -> set[Step]:
        """The true step, and the one behind it that may be taken anew."""
        steps = {self.step, EARLIER.get(self.step, self.step)}
        return steps if self.account.password_is_temporary else steps - {Step.CHOOSE_PASSWORD}

    @cached_property
    def attempt(self) -> Attempt:
        return known_browsers.attempt_for(self.request, self.keys)

    def choose_password(self, choice: str) -> None:
        """Keep the hash of a personal password until the code is accepted, or raise."""
        self._update_state(chosen_password=passwords.hash_choice(self.account, choice))

    def enter_code(self, code: str) -> None:
        """Spend the code; with it a chosen password takes effect and the attempts are cleared."""
        authentication.check_code(
            lambda: authentication.claimant_by_number(self.account),
            code,
            self.attempt,
            is_reset=False,
            on_accepted=self._code_accepted,
            is_duplicate=self._duplicate_has_moved_on,
        )

    def accept_terms(self, terms: Agreement) -> None:
        """Accept the version of the terms that was shown."""
        with audit_log.atomic():
            agreements.accept(self.account, terms, context_of(self.request))
        self._update_state()

    def connect(self) -> None:
        """Note the wish to connect, which takes effect with the approved agreement."""
        self._update_state(connecting=True)

    def read_agreement(self, version: str) -> None:
        """Note which version was read, if it is the one in force."""
        in_force = agreements.version_in_force(agreements.AGREEMENT)
        if in_force is not None and version == str(in_force):
            self._update_state(agreement_read=in_force)

    def approve(self, password: str) -> None:
        """Approve the agreement that was read, or raise WrongCredentials."""
        context = context_of(self.request)
        authentication.check_own_password(self.account, password, self.attempt)
        agreement = agreements.in_force(agreements.AGREEMENT)
        if agreement and agreement.version == self.state.agreement_read:
            with audit_log.atomic():
                agreements.accept(self.account, agreement, context)
                agreements.connect(self.account, context)
        self._update_state()

    def finish(self) -> None:
        """Log the customer in, in a new session: every step has been taken."""
        login_state.clear(self.request)
        auth.login(self.request, self.account)
        timeouts.start(self.request)
        audit_log.append(Event.LOGIN_COMPLETED, self.account.pk, context_of(self.request))

    def _code_accepted(self, account: Account) -> None:
        if self.state.chosen_password:
            context = context_of(self.request)
            passwords.activate(account, self.state.chosen_password, context, Event.PASSWORD_CHOSEN)
        lockout.clear(self.attempt)
        auth_hash = account.get_session_auth_hash()
        self._update_state(code_accepted=True, chosen_password="", auth_hash=auth_hash)
        timeouts.save(self.request)

    def _duplicate_has_moved_on(self) -> bool:
        stored = login_state.load_if_moved_on(self.request)
        if stored:
            self._set_state(stored)
        return stored is not None

    def _update_state(self, **state: Any) -> None:
        self._set_state(replace(self.state, stepped_at=time.time(), **state))
        login_state.save(self.request, self.state)

    def _set_state(self, state: PendingLogin) -> None:
        self.state = state
        vars(self).pop("step", None)
