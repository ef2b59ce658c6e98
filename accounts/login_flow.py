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

from accounts import agreements, authentication, browsers, customers, pending_login
from accounts.joint_login import Claim
from accounts.login import Login
from accounts.models import Agreement, Identifier
from accounts.pending_login import PendingClaim, PendingLogin
from accounts.personnummer import Number
from accounts.sessions import TimeLeft
from hembanken import sealing
from hembanken.prepared import Slot, Statement
from hembanken.source import keep_interaction

INTERRUPTED = _("Inloggningen avbröts, till exempel för att det gick för lång tid. Börja om.")


def _number() -> QuerySet[Identifier]:
    """Return the number that names a customer today, with the account and whether a text waits."""
    waiting = agreements.waiting_for(OuterRef(OuterRef("account")), Slot(Agreement, "valid_from"))
    of_account = Identifier.objects.filter(account=Slot(Identifier, "account"), valid_until=None)
    return of_account.select_related("account").annotate(has_to_accept=Exists(waiting))


NUMBER = Statement(_number)


def begin(request: HttpRequest, number: Number, password: str) -> Login | Claim:
    """Begin a login in a session of its own (E1), number and password being right.

    Where refusals are joint they are kept, sealed, and not looked at before the code.
    """
    login: Login | Claim
    if settings.REFUSALS == "joint":
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
