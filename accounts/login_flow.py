"""The login, step by step: begin, prove, proceed, finish.

The only file that knows the session key of a login that is under way.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import wraps
from typing import Any

from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts import agreements, attempts, authentication, customers, passwords, sessions
from accounts.models import Account, Agreement
from accounts.pending_login import EARLIER, PendingLogin, Step, next_step
from accounts.personnummer import Number
from accounts.sessions import TimeLeft
from hembanken.journal import journal
from hembanken.journal.events import Event
from hembanken.source import source_of

SESSION_KEY = "pending_login"
INTERRUPTED = _("Inloggningen avbröts, till exempel för att det gick för lång tid. Börja om.")


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
    def should_warn(self) -> bool:
        return attempts.should_warn(self.facts.key)

    def choose_password(self, choice: str) -> None:
        """Keep the hash of a personal password until the code is accepted, or raise."""
        self._learn(chosen_password=passwords.hash_choice(self.account, choice))

    def enter_code(self, code: str) -> None:
        """Spend the code; with it a chosen password takes effect and the attempts are cleared."""
        authentication.check_code(
            self.account,
            self.facts.key,
            code,
            source_of(self.request),
            replacement_allowed=not self.account.password_is_temporary,
            then=self._code_accepted,
            is_twin=self._twin_has_moved_on,
        )

    def accept_terms(self, terms: Agreement) -> None:
        """Accept the version of the terms that was shown."""
        with transaction.atomic():
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
        authentication.check_own_password(self.account, self.facts.key, password, source)
        agreement = agreements.in_force(agreements.AGREEMENT)
        if agreement and agreement.version == self.facts.agreement_read:
            with transaction.atomic():
                agreements.accept(self.account, agreement, source)
                agreements.connect(self.account, source)
        self._learn()

    def finish(self) -> None:
        """Log the customer in, in a new session: every step has been taken."""
        del self.request.session[SESSION_KEY]
        auth.login(self.request, self.account)
        sessions.begin(self.request)
        journal.append(Event.LOGIN_COMPLETED, self.account.pk, source_of(self.request))

    def prolong(self) -> None:
        """Begin the time of this step anew."""
        self._learn()

    def _code_accepted(self, account: Account) -> None:
        if self.facts.chosen_password:
            source = source_of(self.request)
            passwords.take_effect(
                account, self.facts.chosen_password, source, Event.PASSWORD_CHOSEN
            )
        attempts.clear(self.facts.key)
        auth_hash = account.get_session_auth_hash()
        self._learn(code_accepted=True, chosen_password="", auth_hash=auth_hash)
        self.request.session.save()

    def _twin_has_moved_on(self) -> bool:
        """Tell whether the stored session knows of an accepted code that this request does not."""
        stored = _stored(type(self.request.session)(self.request.session.session_key))
        if stored is None or not stored.code_accepted:
            return False
        self.facts = stored
        self._learn()
        return True

    def _learn(self, **facts: Any) -> None:
        self.facts = replace(self.facts, stepped_at=time.time(), **facts)
        self.request.session[SESSION_KEY] = asdict(self.facts)


def login_step(step: Step) -> Callable[..., Any]:
    """Open a view for one step only; whoever stands elsewhere is led to the true step."""

    def decorator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        @sensitive_post_parameters()
        def wrapper(request: HttpRequest) -> HttpResponse:
            login = resume(request)
            if login is None:
                return _nothing_under_way(request)
            if step not in (login.step, EARLIER.get(login.step)) or _is_not_offered(step, login):
                return redirect(login.step)
            try:
                return view(request, login)
            except UpdateError:  # Another tab has ended this session meanwhile.
                return _interrupted(request)

        return login_not_required(wrapper)

    return decorator


def begin(request: HttpRequest, number: Number, password: str) -> None:
    """Prove number and password and begin a login in a session of its own (E1)."""
    account = authentication.check_password(number, password, source_of(request))
    request.session.flush()
    rotate_token(request)  # A form that another login has left open is not this one's.
    now = time.time()
    pending = PendingLogin(
        account_id=str(account.pk),
        number_key=customers.index_of(number).hex(),
        auth_hash=account.get_session_auth_hash(),
        begun_at=now,
        stepped_at=now,
    )
    request.session[SESSION_KEY] = asdict(pending)


def resume(request: HttpRequest) -> Login | None:
    """Return the login under way, or nothing; a void one is dropped."""
    pending = _stored(request.session)
    if pending is None:
        return None
    account = Account.objects.filter(pk=pending.account_id).first()
    if account is None or pending.is_void(account, time.time()):
        _interrupted(request)
        return None
    return Login(request, account, pending)


def left_of(request: HttpRequest) -> TimeLeft:
    """Tell how long the step of the login under way goes on; none has ended."""
    pending = _stored(request.session)
    return TimeLeft.of(*pending.left(time.time())) if pending else TimeLeft(0, extendable=False)


def stay(request: HttpRequest) -> None:
    """Give whoever asks for it the time of a new step, within the time of the whole login (G9)."""
    login = resume(request)
    if login:
        login.prolong()


def proceed(request: HttpRequest) -> HttpResponse:
    """Lead to the step that comes next."""
    login = resume(request)
    return redirect(login.step) if login else _nothing_under_way(request)


def _stored(session: SessionBase) -> PendingLogin | None:
    """Return the facts of a session, or nothing where it has none that this version reads."""
    try:
        return PendingLogin(**session[SESSION_KEY])
    except (KeyError, TypeError):
        return None


def _is_not_offered(step: Step, login: Login) -> bool:
    return step is Step.CHOOSE_PASSWORD and not login.account.password_is_temporary


def _interrupted(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    messages.info(request, INTERRUPTED)
    return redirect("login")


def _nothing_under_way(request: HttpRequest) -> HttpResponse:
    return redirect("home" if request.user.is_authenticated else "login")
