"""The login of staff: username, password and code are checked together as one attempt."""

from django.contrib import auth
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts.credentials import authentication, known_browsers, lockout
from accounts.models import Account, staff_lockout_name
from accounts.sessions import timeouts
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.crypto import blind_index
from hembanken.request_context import context_of, keep_correlation_id


def attempt_keys(username: str) -> tuple[bytes, ...]:
    """Return the blind indexes under which attempts with a staff username are counted."""
    return blind_index.compute_all(staff_lockout_name(username))


@sensitive_variables()
def log_in(request: HttpRequest, username: str, password: str, code: str) -> None:
    """Log a member of staff in, or raise WrongCode, whichever part was wrong."""
    attempt = known_browsers.attempt_for(request, attempt_keys(username))
    staff = Account.objects.filter(is_staff=True, username=username)
    accepted: list[Account] = []

    def accept(account: Account) -> None:
        lockout.clear(attempt)
        accepted.append(account)

    authentication.check_code(
        lambda: authentication.identify_by_password(staff.first(), password),
        code,
        attempt,
        is_reset=False,
        on_accepted=accept,
        follow_duplicate=lambda: False,
    )
    _open_session(request, *accepted)


def _open_session(request: HttpRequest, account: Account) -> None:
    request.session.flush()
    keep_correlation_id(request, request.session)
    auth.login(request, account)
    timeouts.start(request)
    audit_log.append(Event.STAFF_LOGGED_IN, account.pk, context_of(request))
