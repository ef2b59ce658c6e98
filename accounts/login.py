"""A login under way in one browser: what each step proves, and what is kept of it."""

import time
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.contrib import auth
from django.http import HttpRequest

from accounts import (
    agreements,
    attempts,
    authentication,
    browsers,
    passwords,
    pending_login,
    sessions,
)
from accounts.attempts import Attempt
from accounts.models import Account, Agreement
from accounts.pending_login import PendingLogin
from accounts.steps import EARLIER, Step, next_step
from hembanken.journal import journal
from hembanken.journal.events import Event
from hembanken.source import source_of


@dataclass
class Login:
    """A login under way in one browser: the request, its customer, and the facts proven.

    Attempts are counted under `keys`. `has_to_accept` tells that a text in force may wait.
    """

    request: HttpRequest
    account: Account
    facts: PendingLogin
    keys: tuple[bytes, ...]
    has_to_accept: bool = True

    @cached_property
    def step(self) -> Step:
        """The next step, as far as the facts are known."""
        return next_step(self.facts, self.account, has_to_accept=self.has_to_accept)

    @property
    def open_steps(self) -> set[Step]:
        """The true step, and the one behind it that may be taken anew."""
        steps = {self.step, EARLIER.get(self.step, self.step)}
        return steps if self.account.password_is_temporary else steps - {Step.CHOOSE_PASSWORD}

    @cached_property
    def attempt(self) -> Attempt:
        return browsers.attempt(self.request, self.keys)

    def choose_password(self, choice: str) -> None:
        """Keep the hash of a personal password until the code is accepted, or raise."""
        self._learn(chosen_password=passwords.hash_choice(self.account, choice))

    def enter_code(self, code: str) -> None:
        """Spend the code; with it a chosen password takes effect and the attempts are cleared."""
        authentication.check_code(
            lambda: authentication.named(self.account),
            code,
            self.attempt,
            begins_anew=False,
            then=self._code_accepted,
            is_twin=self._twin_has_moved_on,
        )

    def accept_terms(self, terms: Agreement) -> None:
        """Accept the version of the terms that was shown."""
        with journal.atomic():
            agreements.accept(self.account, terms, source_of(self.request))
        self._learn()

    def connect(self) -> None:
        """Note the wish to connect, which takes effect with the approved agreement."""
        self._learn(connecting=True)

    def read_agreement(self, version: str) -> None:
        """Note which version was read, if it is the one in force."""
        in_force = agreements.version_in_force(agreements.AGREEMENT)
        if in_force is not None and version == str(in_force):
            self._learn(agreement_read=in_force)

    def approve(self, password: str) -> None:
        """Approve the agreement that was read, or raise WrongCredentials."""
        source = source_of(self.request)
        authentication.check_own_password(self.account, password, self.attempt)
        agreement = agreements.in_force(agreements.AGREEMENT)
        if agreement and agreement.version == self.facts.agreement_read:
            with journal.atomic():
                agreements.accept(self.account, agreement, source)
                agreements.connect(self.account, source)
        self._learn()

    def finish(self) -> None:
        """Log the customer in, in a new session: every step has been taken."""
        pending_login.drop(self.request)
        auth.login(self.request, self.account)
        sessions.begin(self.request)
        journal.append(Event.LOGIN_COMPLETED, self.account.pk, source_of(self.request))

    def _code_accepted(self, account: Account) -> None:
        if self.facts.chosen_password:
            source = source_of(self.request)
            passwords.take_effect(
                account, self.facts.chosen_password, source, Event.PASSWORD_CHOSEN
            )
        attempts.clear(self.attempt)
        auth_hash = account.get_session_auth_hash()
        self._learn(code_accepted=True, chosen_password="", auth_hash=auth_hash)
        sessions.save(self.request)

    def _twin_has_moved_on(self) -> bool:
        stored = pending_login.moved_on(self.request)
        if stored:
            self._know(stored)
        return stored is not None

    def _learn(self, **facts: Any) -> None:
        self._know(replace(self.facts, stepped_at=time.time(), **facts))
        pending_login.keep(self.request, self.facts)

    def _know(self, facts: PendingLogin) -> None:
        self.facts = facts
        vars(self).pop("step", None)
