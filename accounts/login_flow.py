"""The login, step by step: begin, resume, prove, proceed, finish.

The only file that knows the session key of a login that is under way.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import wraps
from typing import Any

from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts import agreements, attempts, authentication, customers, passwords, sessions
from accounts.models import Account
from accounts.pending_login import EARLIER, PendingLogin, Step, next_step
from accounts.personnummer import Number
from hembanken.journal import journal
from hembanken.journal.events import Event
from hembanken.source import source_of
from kodbox.verification import CodeRefused

SESSION_KEY = "pending_login"
INTERRUPTED = _("Inloggningen avbröts, till exempel för att det gick för lång tid. Börja om.")


def login_step(step: Step) -> Callable[..., Any]:
    """Open a view for one step only; whoever stands elsewhere is led to the true step."""

    def decorator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        @sensitive_post_parameters()
        def wrapper(request: HttpRequest) -> HttpResponse:
            found = resume(request)
            if found is None:
                return _nothing_under_way(request)
            pending, account = found
            true_step = next_step(pending, account)
            if step not in (true_step, EARLIER.get(true_step)) or _is_not_offered(step, account):
                return redirect(true_step)
            return view(request, account)

        return login_not_required(wrapper)

    return decorator


def begin(request: HttpRequest, number: Number, password: str) -> None:
    """Prove number and password and begin a login in a session of its own (E1)."""
    account = authentication.check_password(number, password, source_of(request))
    now = time.time()
    request.session.flush()
    _keep(
        request,
        PendingLogin(
            account_id=str(account.pk),
            number_key=customers.index_of(number).hex(),
            auth_hash=account.get_session_auth_hash(),
            begun_at=now,
            stepped_at=now,
        ),
    )


def resume(request: HttpRequest) -> tuple[PendingLogin, Account] | None:
    """Return the login under way and its account, or nothing; a void one is dropped."""
    stored = request.session.get(SESSION_KEY)
    if stored is None:
        return None
    pending = PendingLogin(**stored)
    account = Account.objects.filter(pk=pending.account_id).first()
    if account is None or pending.is_void(account, time.time()):
        request.session.flush()
        messages.info(request, INTERRUPTED)
        return None
    return pending, account


def choose_password(request: HttpRequest, account: Account, choice: str) -> None:
    """Keep the hash of a personal password until the code is accepted, or raise."""
    _learn(request, chosen_password=passwords.hash_choice(account, choice))


def enter_code(request: HttpRequest, account: Account, code: str) -> None:
    """Spend the code; with it a chosen password takes effect and the attempts are cleared.

    A form that was sent twice finds that its twin has moved on, and goes where that one went.
    """
    pending = PendingLogin(**request.session[SESSION_KEY])
    replacement_allowed = not account.password_is_temporary
    source = source_of(request)

    def accepted(account: Account) -> None:
        if pending.chosen_password:
            passwords.take_effect(account, pending.chosen_password, source, Event.PASSWORD_CHOSEN)
        attempts.clear(pending.key)
        _learn(
            request,
            code_accepted=True,
            chosen_password="",
            auth_hash=account.get_session_auth_hash(),
        )
        request.session.save()

    try:
        authentication.check_code(
            account,
            pending.key,
            code,
            source,
            replacement_allowed=replacement_allowed,
            then=accepted,
        )
    except CodeRefused:
        if not _twin_has_moved_on(request):
            raise


def should_warn(request: HttpRequest) -> bool:
    """Tell whether so many attempts have failed that the page warns of the stop."""
    return attempts.should_warn(PendingLogin(**request.session[SESSION_KEY]).key)


def accept_terms(request: HttpRequest, account: Account) -> None:
    """Accept the terms in force."""
    with transaction.atomic():
        for terms in _to_accept(account, agreements.TERMS):
            agreements.accept(account, terms, source_of(request))
    _learn(request)


def connect(request: HttpRequest) -> None:
    """Note the wish to connect, which takes effect with the approved agreement."""
    _learn(request, connecting=True)


def read_agreement(request: HttpRequest) -> None:
    """Note that the agreement was read."""
    _learn(request, agreement_read=True)


def approve(request: HttpRequest, account: Account, password: str) -> None:
    """Approve the agreement in force with the personal password, or raise WrongCredentials."""
    pending = PendingLogin(**request.session[SESSION_KEY])
    source = source_of(request)
    authentication.check_own_password(account, pending.key, password, source)
    with transaction.atomic():
        for agreement in _to_accept(account, agreements.AGREEMENT):
            agreements.accept(account, agreement, source)
        agreements.connect(account, source)
    _learn(request)


def proceed(request: HttpRequest) -> HttpResponse:
    """Lead to the step that comes next."""
    found = resume(request)
    return redirect(next_step(*found)) if found else _nothing_under_way(request)


def finish(request: HttpRequest, account: Account) -> HttpResponse:
    """Log the customer in, in a new session: every step has been taken."""
    del request.session[SESSION_KEY]
    auth.login(request, account)
    sessions.begin(request)
    journal.append(Event.LOGIN_COMPLETED, account.pk, source_of(request))
    return redirect("home")


def _keep(request: HttpRequest, pending: PendingLogin) -> None:
    request.session[SESSION_KEY] = asdict(pending)


def _learn(request: HttpRequest, **facts: Any) -> None:
    pending = PendingLogin(**request.session[SESSION_KEY])
    _keep(request, replace(pending, stepped_at=time.time(), **facts))


def _twin_has_moved_on(request: HttpRequest) -> bool:
    """Tell whether the stored session knows of an accepted code that this request does not."""
    stored = type(request.session)(request.session.session_key).get(SESSION_KEY)
    if not stored or not stored["code_accepted"]:
        return False
    request.session[SESSION_KEY] = stored
    return True


def _to_accept(account: Account, kind: str) -> list[Any]:
    agreement = agreements.to_accept(account).get(kind)
    return [agreement] if agreement else []


def _is_not_offered(step: Step, account: Account) -> bool:
    return step is Step.CHOOSE_PASSWORD and not account.password_is_temporary


def _nothing_under_way(request: HttpRequest) -> HttpResponse:
    return redirect("home" if request.user.is_authenticated else "login")
