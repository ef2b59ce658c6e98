"""A login under way in one browser: what each step checks and stores."""

import time
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.contrib import auth
from django.http import HttpRequest

from accounts.credentials import authentication, known_browsers, lockout, passwords
from accounts.credentials.lockout import Attempt
from accounts.customers import agreements
from accounts.login import progress
from accounts.login import state as login_state
from accounts.login.progress import Progress
from accounts.login.state import PendingLogin
from accounts.login.steps import MAY_RETURN, READING, Step, next_step
from accounts.models import Account, Agreement
from accounts.sessions import last_login, timeouts
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import context_of


@dataclass
class Login:
    """A login under way, with its request, account and state.

    Attempts are counted under `lookup_keys`. `has_to_accept` is False if the customer has accepted
    every text in force.
    """

    request: HttpRequest
    account: Account
    state: PendingLogin
    lookup_keys: tuple[bytes, ...]
    has_to_accept: bool = True

    @cached_property
    def step(self) -> Step:
        return next_step(self.state, self.account, lambda: self.to_accept)

    @cached_property
    def to_accept(self) -> dict[str, Agreement]:
        return agreements.to_accept(self.account) if self.has_to_accept else {}

    def progress_at(self, page: Step) -> Progress:
        return progress.of_login(page, self.state, self.account, self.to_accept)

    @property
    def open_steps(self) -> set[Step]:
        """The next step, and the one that the customer may return to."""
        steps = {self.step, MAY_RETURN.get(self.step, self.step)}
        return steps if self.account.password_is_temporary else steps - {Step.CHOOSE_PASSWORD}

    def open(self, step: Step) -> None:
        """Restart the clock when the customer begins to read, or is done with reading."""
        if (step in READING) != self.state.is_reading:
            self._update_state(is_reading=step in READING)

    @cached_property
    def attempt(self) -> Attempt:
        return known_browsers.attempt_for(self.request, self.lookup_keys)

    def choose_password(self, choice: str) -> None:
        """Store the hash of a personal password until a code is accepted, or raise."""
        self._update_state(chosen_password=passwords.hash_choice(self.account, choice))

    def enter_code(self, code: str) -> None:
        """Spend the code, put a chosen password into effect and clear the count of failures."""
        authentication.check_code(
            lambda: authentication.identify_by_number(self.account),
            code,
            self.attempt,
            is_reset=False,
            on_accepted=self._accept_code,
            follow_duplicate=self._follow_duplicate,
        )

    def has_accepted_before(self, text: Agreement | None) -> bool:
        """Return whether the text is new to a customer who has accepted an earlier version."""
        return text is not None and agreements.has_accepted_earlier(self.account, text)

    def accept_terms(self, terms: Agreement) -> None:
        with audit_log.atomic():
            agreements.accept(self.account, terms, context_of(self.request))
        self._update_state(terms_accepted=True)

    def connect(self) -> None:
        """Store the wish to connect, which takes effect when the agreement is approved."""
        self._update_state(wants_to_connect=True)

    def read_agreement(self, version: str) -> bool:
        """Store that the customer has read a version. Return whether that version is in force."""
        in_force = agreements.version_in_force(agreements.AGREEMENT)
        is_in_force = in_force is not None and version == str(in_force)
        if is_in_force:
            self._update_state(agreement_read=in_force)
        return is_in_force

    def approve(self, password: str) -> None:
        """Approve the agreement that was read, or raise WrongCredentials."""
        context = context_of(self.request)
        authentication.reauthenticate(self.account, password, self.attempt)
        agreement = agreements.in_force(agreements.AGREEMENT)
        if agreement and agreement.version == self.state.agreement_read:
            with audit_log.atomic():
                agreements.accept(self.account, agreement, context)
                agreements.connect(self.account, context)
        self._update_state()

    def finish(self) -> None:
        """Log the customer in with a new session key, after the last step."""
        login_state.clear(self.request)
        progress.forget(self.request.session)
        auth.login(self.request, self.account)
        timeouts.start(self.request)
        last_login.start(self.request, self.account)
        audit_log.append(Event.LOGIN_COMPLETED, self.account.pk, context_of(self.request))

    def _accept_code(self, account: Account) -> None:
        password_chosen = bool(self.state.chosen_password)
        if password_chosen:
            context = context_of(self.request)
            passwords.activate(account, self.state.chosen_password, context, Event.PASSWORD_CHOSEN)
        lockout.clear(self.attempt)
        auth_hash = account.get_session_auth_hash()
        self._update_state(
            code_accepted=True,
            chosen_password="",
            password_chosen=password_chosen,
            auth_hash=auth_hash,
        )
        timeouts.save(self.request)

    def _follow_duplicate(self) -> bool:
        stored = login_state.follow_duplicate(self.request)
        if stored:
            self._set_state(stored)
        return stored is not None

    def _update_state(self, **changes: Any) -> None:
        clock = {"step_begun_at": time.time(), "is_reading": False}
        self._set_state(replace(self.state, **{**clock, **changes}))
        login_state.save(self.request, self.state)

    def _set_state(self, state: PendingLogin) -> None:
        self.state = state
        for computed in ("step", "to_accept"):
            vars(self).pop(computed, None)
