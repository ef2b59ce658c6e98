"""The login, step by step: begin, prove, proceed, finish."""

import time
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import (
    agreements,
    attempts,
    authentication,
    browsers,
    customers,
    passwords,
    pending_login,
    sessions,
)
from accounts.attempts import Attempt
from accounts.joint_login import Claim
from accounts.models import Account, Agreement, Identifier
from accounts.pending_login import EARLIER, PendingClaim, PendingLogin, Step, next_step
from accounts.personnummer import Number
from accounts.sessions import TimeLeft
from hembanken import sealing
from hembanken.journal import journal
from hembanken.journal.events import Event
from hembanken.prepared import Slot, Statement
from hembanken.source import keep_interaction, source_of

JOINT = "joint"
INTERRUPTED = _("Inloggningen avbröts, till exempel för att det gick för lång tid. Börja om.")


def _number() -> QuerySet[Identifier]:
    """Return the number that names a customer today, with the account and whether a text waits."""
    waiting = agreements.waiting_for(OuterRef(OuterRef("account")), Slot(Agreement, "valid_from"))
    of_account = Identifier.objects.filter(account=Slot(Identifier, "account"), valid_until=None)
    return of_account.select_related("account").annotate(has_to_accept=Exists(waiting))


NUMBER = Statement(_number)


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


def begin(request: HttpRequest, number: Number, password: str) -> Login | Claim:
    """Begin a login in a session of its own (E1), number and password being right.

    Where refusals are joint they are kept, sealed, and not looked at before the code.
    """
    login: Login | Claim
    if settings.REFUSALS == JOINT:
        login = Claim(request, PendingClaim.of(number, password))
    else:
        keys = customers.keys_of(number)
        attempt = browsers.attempt(request, keys)
        account = authentication.check_password(number, password, attempt)
        login = Login(request, account, PendingLogin.of(account), keys)
    request.session.flush()
    rotate_token(request)  # A form that another login has left open is not this one's.
    pending_login.keep(request, login.facts)
    keep_interaction(request, request.session)
    return login


def resume(request: HttpRequest) -> Login | Claim | None:
    """Return the login under way, or nothing; a void one is dropped."""
    pending = pending_login.kept(request.session)
    if pending is None:
        return None
    login = (
        _claim(request, pending) if isinstance(pending, PendingClaim) else _login(request, pending)
    )
    if login is None:
        interrupted(request)
    return login


def left_of(request: HttpRequest) -> TimeLeft:
    """Tell how long the step of the login under way goes on; none has ended."""
    pending = pending_login.kept(request.session)
    return TimeLeft.of(*pending.left(time.time())) if pending else TimeLeft()


def stay(request: HttpRequest) -> None:
    """Give whoever asks for it the time of a new step, within the time of the whole login (G9)."""
    login = resume(request)
    if login:
        pending_login.keep(request, replace(login.facts, stepped_at=time.time()))


def proceed(request: HttpRequest, known: Login | Claim | None = None) -> HttpResponse:
    """Lead to the step that comes next; a claim that was judged has become a login."""
    login = known if isinstance(known, Login) else resume(request)
    return redirect(login.step) if login else nothing_under_way(request)


def interrupted(request: HttpRequest) -> HttpResponse:
    """End what is left of a login that took too long or lost its ground."""
    request.session.flush()
    messages.info(request, INTERRUPTED)
    return redirect("login")


def nothing_under_way(request: HttpRequest) -> HttpResponse:
    """Lead to where a browser without a login under way belongs."""
    return redirect("home" if request.user.is_authenticated else "login")


def _claim(request: HttpRequest, pending: PendingClaim) -> Claim | None:
    return None if pending.is_too_old(time.time()) else Claim(request, pending)


def _login(request: HttpRequest, pending: PendingLogin) -> Login | None:
    number = NUMBER.first(account=pending.account_id, valid_from=timezone.now())
    if number is None or pending.is_void(number.account, time.time()):
        return None
    keys = sealing.indexes(number.digits)
    return Login(request, number.account, pending, keys, vars(number)["has_to_accept"])
