"""The login, step by step: begin, prove, proceed, finish.

The only file that knows the session key of a login that is under way.
"""

import time
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts import agreements, attempts, authentication, browsers, customers, passwords, sessions
from accounts.attempts import Attempt
from accounts.models import Account, Agreement
from accounts.pending_login import EARLIER, PendingClaim, PendingLogin, Step, next_step
from accounts.personnummer import Number
from hembanken.journal import journal
from hembanken.journal.events import Event
from hembanken.source import keep_interaction, source_of

SESSION_KEY = "pending_login"
CLAIM_KEY = "pending_claim"
JOINT = "joint"
INTERRUPTED = _("Inloggningen avbröts, till exempel för att det gick för lång tid. Börja om.")


@dataclass
class Claim:
    """Number and password that wait to be judged together with the code (RTS article 4(3)(a))."""

    request: HttpRequest
    facts: PendingClaim

    step = Step.CODE
    open_steps = frozenset({Step.CODE})

    def enter_code(self, code: str) -> None:
        """Judge number, password and code as one attempt; right, they begin a login."""
        number, password = self.facts.opened
        keys = customers.keys_of(number)
        attempt = browsers.attempt(self.request, keys)

        def accepted(account: Account) -> None:
            attempts.clear(attempt)
            del self.request.session[CLAIM_KEY]
            _learn(self.request, PendingLogin.of(account, keys[0], code_accepted=True))
            self.request.session.save()

        authentication.check_code(
            lambda: authentication.by_password(customers.find(number), password),
            code,
            attempt,
            begins_anew=False,
            then=accepted,
            is_twin=self._twin_has_moved_on,
        )

    def _twin_has_moved_on(self) -> bool:
        stored = _stored(_session_as_stored(self.request))
        if stored:
            self.request.session.pop(CLAIM_KEY, None)
            _learn(self.request, stored)
        return stored is not None


@dataclass
class Login:
    """A login under way in one browser: the request, its customer, and the facts proven."""

    request: HttpRequest
    account: Account
    facts: PendingLogin

    @property
    def step(self) -> Step:
        return next_step(self.facts, self.account)

    @property
    def open_steps(self) -> set[Step]:
        """The true step, and the one behind it that may be taken anew."""
        steps = {self.step, EARLIER.get(self.step, self.step)}
        return steps if self.account.password_is_temporary else steps - {Step.CHOOSE_PASSWORD}

    @property
    def attempt(self) -> Attempt:
        return browsers.attempt(self.request, (self.facts.key,))

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
        del self.request.session[SESSION_KEY]
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
        self.request.session.save()

    def _twin_has_moved_on(self) -> bool:
        """Tell whether the stored session knows of an accepted code that this request does not."""
        stored = _stored(_session_as_stored(self.request))
        if stored is None or stored.waits_for_code:
            return False
        self.facts = stored
        self._learn()
        return True

    def _learn(self, **facts: Any) -> None:
        self.facts = _learn(self.request, replace(self.facts, stepped_at=time.time(), **facts))


def begin(request: HttpRequest, number: Number, password: str) -> None:
    """Begin a login in a session of its own (E1), number and password being right.

    Where refusals are joint they are kept, sealed, and not looked at before the code.
    """
    facts: PendingLogin | PendingClaim
    if settings.REFUSALS == JOINT:
        facts = PendingClaim.of(number, password)
    else:
        keys = customers.keys_of(number)
        attempt = browsers.attempt(request, keys)
        account = authentication.check_password(number, password, attempt)
        facts = PendingLogin.of(account, keys[0])
    request.session.flush()
    rotate_token(request)  # A form that another login has left open is not this one's.
    request.session[CLAIM_KEY if isinstance(facts, PendingClaim) else SESSION_KEY] = asdict(facts)
    keep_interaction(request, request.session)


def resume(request: HttpRequest) -> Login | Claim | None:
    """Return the login under way, or nothing; a void one is dropped."""
    pending, now = _stored(request.session), time.time()
    if pending:
        account = Account.objects.filter(pk=pending.account_id).first()
        if account and not pending.is_void(account, now):
            return Login(request, account, pending)
    elif CLAIM_KEY in request.session:
        claim = PendingClaim(**request.session[CLAIM_KEY])
        if not claim.is_void(now):
            return Claim(request, claim)
    else:
        return None
    interrupted(request)
    return None


def proceed(request: HttpRequest) -> HttpResponse:
    """Lead to the step that comes next."""
    login = resume(request)
    return redirect(login.step) if login else nothing_under_way(request)


def interrupted(request: HttpRequest) -> HttpResponse:
    """End what is left of a login that took too long or lost its ground."""
    request.session.flush()
    messages.info(request, INTERRUPTED)
    return redirect("login")


def nothing_under_way(request: HttpRequest) -> HttpResponse:
    """Lead to where a browser without a login under way belongs."""
    return redirect("home" if request.user.is_authenticated else "login")


def _stored(session: SessionBase) -> PendingLogin | None:
    """Return the facts of a session, or nothing where it has none that this version reads."""
    try:
        return PendingLogin(**session[SESSION_KEY])
    except (KeyError, TypeError):
        return None


def _session_as_stored(request: HttpRequest) -> SessionBase:
    return type(request.session)(request.session.session_key)


def _learn(request: HttpRequest, facts: PendingLogin) -> PendingLogin:
    request.session[SESSION_KEY] = asdict(facts)
    return facts
