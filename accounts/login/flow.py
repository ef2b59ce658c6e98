"""Begin, resume and interrupt a login, and redirect to its next step."""

import time
from dataclasses import replace

from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.credentials import authentication, known_browsers
from accounts.customers import agreements, registry
from accounts.login import progress, wanted_page
from accounts.login import state as login_state
from accounts.login.joint import JointLogin
from accounts.login.process import Login
from accounts.login.state import PendingCredentials, PendingLogin
from accounts.models import Agreement, Identifier
from accounts.personnummer import Number
from accounts.sessions.timeouts import TimeLeft
from hembanken.crypto import blind_index
from hembanken.db.compiled_queries import CompiledQuery, Parameter
from hembanken.request_context import keep_correlation_id

INTERRUPTED = _("Inloggningen avbröts, kanske för att den tog för lång tid. Börja om.")


def _current_identifier(locked: bool) -> QuerySet[Identifier]:
    """Return the query for a customer's number and account, with `has_to_accept` (see Login)."""
    not_accepted = agreements.not_accepted_by(
        OuterRef(OuterRef("account")), Parameter(Agreement, "valid_from")
    )
    current = Identifier.objects.filter(account=Parameter(Identifier, "account"), valid_until=None)
    current = current.select_related("account").annotate(has_to_accept=Exists(not_accepted))
    return current.select_for_update(of=("account",), no_key=True) if locked else current


CURRENT_IDENTIFIER = CompiledQuery(_current_identifier)


def begin(request: HttpRequest, number: Number, password: str) -> Login | JointLogin:
    """Check number and password and begin a login in a new session (E1).

    With joint refusals, encrypt number and password instead, to be checked with the code.
    """
    login: Login | JointLogin
    wanted = wanted_page.of_customer(request)
    if settings.REFUSALS == "joint":
        credentials = PendingCredentials.encrypt(number, password, wanted_page=wanted)
        login = JointLogin(request, credentials)
    else:
        lookup_keys = registry.lookup_keys(number)
        attempt = known_browsers.attempt_for(request, lookup_keys)
        account = authentication.check_password(number, password, attempt)
        state = PendingLogin.begin(account, wanted_page=wanted)
        login = Login(request, account, state, lookup_keys)
    announced = progress.announced(request.session)
    request.session.flush()
    if announced and isinstance(login, JointLogin):  # It knows no account that tells the road.
        progress.announce(request.session, announced)
    rotate_token(request)  # A form left open by another login must not be accepted in this one.
    login_state.give_id(request.session, request)
    login_state.save(request, login.state)
    keep_correlation_id(request, request.session)
    return login


def resume(request: HttpRequest, *, locked: bool = False) -> Login | JointLogin | None:
    """Return the login under way, or None. Interrupt a login that is void.

    With `locked`, nothing can void the login before the end of the caller's transaction.
    """
    state = login_state.load(request.session)
    if state is None:
        return None
    login: Login | JointLogin | None
    if isinstance(state, PendingLogin):
        login = _resume_login(request, state, locked)
    else:
        login = None if state.has_expired(time.time()) else JointLogin(request, state)
    if login is None:
        interrupt(request)
    return login


def proceed(request: HttpRequest, login: Login | JointLogin) -> HttpResponse:
    """Redirect to the next step. A joint login whose code was accepted goes on as a Login."""
    current = login if isinstance(login, Login) else resume(request)
    return redirect(current.step) if current else redirect_without_login(request)


def interrupt(request: HttpRequest) -> HttpResponse:
    """End a login that has expired or is void, and redirect to the start of a new one."""
    request.session.flush()
    messages.info(request, INTERRUPTED)
    return redirect("login")


def redirect_without_login(request: HttpRequest) -> HttpResponse:
    return redirect("home" if request.user.is_authenticated else "login")


def time_left(request: HttpRequest) -> TimeLeft:
    state = login_state.load(request.session)
    return TimeLeft.until(*state.seconds_left(time.time())) if state else TimeLeft()


def extend(request: HttpRequest) -> None:
    """Restart the time limit of the step, within the time limit of the whole login (G9)."""
    login = resume(request)
    if login:
        login_state.save(request, replace(login.state, step_begun_at=time.time()))


def _resume_login(request: HttpRequest, state: PendingLogin, locked: bool) -> Login | None:
    values = {"account": state.account_id, "valid_from": timezone.now()}
    identifier = CURRENT_IDENTIFIER.first(locked, **values)
    if identifier is None or state.is_void(identifier.account, time.time()):
        return None
    lookup_keys = blind_index.compute_all(identifier.digits)
    has_to_accept = vars(identifier)["has_to_accept"]
    return Login(request, identifier.account, state, lookup_keys, has_to_accept)
