"""The login of a browser: begun, resumed, led to its next step, and ended."""

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

INTERRUPTED = _("Inloggningen avbröts, till exempel för att det gick för lång tid. Börja om.")


def _identifier_query() -> QuerySet[Identifier]:
    """Return the number that names a customer today, with the account and whether a text waits."""
    waiting = agreements.not_accepted_by(
        OuterRef(OuterRef("account")), Parameter(Agreement, "valid_from")
    )
    of_account = Identifier.objects.filter(
        account=Parameter(Identifier, "account"), valid_until=None
    )
    return of_account.select_related("account").annotate(has_to_accept=Exists(waiting))


IDENTIFIER_QUERY = CompiledQuery(_identifier_query)


def begin(request: HttpRequest, number: Number, password: str) -> Login | JointLogin:
    """Begin a login in a session of its own (E1), number and password being right.

    Where refusals are joint they are kept, encrypted, and not looked at before the code.
    """
    login: Login | JointLogin
    if settings.REFUSALS == "joint":
        login = JointLogin(request, PendingCredentials.of(number, password))
    else:
        keys = registry.lookup_keys(number)
        attempt = known_browsers.attempt_for(request, keys)
        account = authentication.check_password(number, password, attempt)
        login = Login(request, account, PendingLogin.of(account), keys)
    request.session.flush()
    rotate_token(request)  # A form that another login has left open is not this one's.
    login_state.save(request, login.state)
    keep_correlation_id(request, request.session)
    return login


def resume(request: HttpRequest) -> Login | JointLogin | None:
    """Return the login under way, or nothing; a void one is dropped."""
    pending = login_state.load(request.session)
    if pending is None:
        return None
    login = (
        _claim(request, pending)
        if isinstance(pending, PendingCredentials)
        else _login(request, pending)
    )
    if login is None:
        interrupt(request)
    return login


def time_left(request: HttpRequest) -> TimeLeft:
    """Tell how long the step of the login under way goes on; none has ended."""
    pending = login_state.load(request.session)
    return TimeLeft.until(*pending.left(time.time())) if pending else TimeLeft()


def extend(request: HttpRequest) -> None:
    """Give whoever asks for it the time of a new step, within the time of the whole login (G9)."""
    login = resume(request)
    if login:
        login_state.save(request, replace(login.state, stepped_at=time.time()))


def proceed(request: HttpRequest, known: Login | JointLogin | None = None) -> HttpResponse:
    """Lead to the step that comes next; a claim that was judged has become a login."""
    login = known if isinstance(known, Login) else resume(request)
    return redirect(login.step) if login else redirect_without_login(request)


def interrupt(request: HttpRequest) -> HttpResponse:
    """End what is left of a login that took too long or lost its ground."""
    request.session.flush()
    messages.info(request, INTERRUPTED)
    return redirect("login")


def redirect_without_login(request: HttpRequest) -> HttpResponse:
    """Lead to where a browser without a login under way belongs."""
    return redirect("home" if request.user.is_authenticated else "login")


def _claim(request: HttpRequest, pending: PendingCredentials) -> JointLogin | None:
    return None if pending.is_too_old(time.time()) else JointLogin(request, pending)


def _login(request: HttpRequest, pending: PendingLogin) -> Login | None:
    number = IDENTIFIER_QUERY.first(account=pending.account_id, valid_from=timezone.now())
    if number is None or pending.is_void(number.account, time.time()):
        return None
    keys = blind_index.compute_all(number.digits)
    return Login(request, number.account, pending, keys, vars(number)["has_to_accept"])
