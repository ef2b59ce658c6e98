"""The login of bank staff: name, long password and code, judged together after one attempt."""

from django.contrib import auth
from django.contrib.auth import check_password_with_timing_attack_mitigation
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.views.decorators.debug import sensitive_variables

from accounts import attempts, sessions
from accounts.authentication import WrongCredentials
from accounts.models import Account
from hembanken import sealing
from hembanken.journal import journal
from hembanken.journal.events import Event
from hembanken.source import Source, source_of
from kodbox import verification


@sensitive_variables()
def log_in(request: HttpRequest, username: str, password: str, code: str) -> None:
    """Log a member of staff in, or raise WrongCredentials whatever was wrong."""
    account = _prove(username, password, code, source_of(request))
    request.session.flush()
    auth.login(request, account)
    rotate_token(request)
    sessions.begin(request)
    journal.append(Event.STAFF_LOGGED_IN, account.pk, source_of(request))


@sensitive_variables()
def _prove(username: str, password: str, code: str, source: Source) -> Account:
    key = sealing.index(f"staff:{username.casefold()}")
    attempts.spend(key)
    account: Account | None = Account.objects.filter(is_staff=True, username=username).first()
    is_right = check_password_with_timing_attack_mitigation(account, password)
    known = account if account and is_right and account.may_log_in else None
    try:
        verification.use_code(
            known.pk if known else verification.NOBODY,
            code,
            replacement_allowed=True,
            source=source,
            then=lambda: attempts.clear(key),
        )
    except verification.CodeRefused as refused:
        if account:
            detail = refused.reason if known else "wrong"
            journal.append(Event.PASSWORD_REFUSED, account.pk, source, detail=detail)
        else:
            journal.count_unknown(Event.PASSWORD_REFUSED)
        raise WrongCredentials from None
    assert known is not None  # noqa: S101 (NOBODY has no kodbox)
    return known
