"""The login of bank staff: name, long password and code, judged together after one attempt."""

from django.contrib import auth
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from accounts import attempts, authentication, browsers, sessions
from accounts.models import Account, counted_staff
from hembanken import sealing
from hembanken.journal import journal
from hembanken.journal.events import Event
from hembanken.source import keep_interaction, source_of


def keys_of(username: str) -> tuple[bytes, ...]:
    """Return the indexes under which attempts with a staff name are counted."""
    return sealing.indexes(counted_staff(username))


@sensitive_variables()
def log_in(request: HttpRequest, username: str, password: str, code: str) -> None:
    """Log a member of staff in, or raise WrongCode whatever was wrong."""
    attempt = browsers.attempt(request, keys_of(username))
    staff = Account.objects.filter(is_staff=True, username=username)
    proven: list[Account] = []

    def accepted(account: Account) -> None:
        attempts.clear(attempt)
        proven.append(account)

    authentication.check_code(
        lambda: authentication.by_password(staff.first(), password),
        code,
        attempt,
        begins_anew=False,
        then=accepted,
        is_twin=lambda: False,
    )
    _open_session(request, *proven)


def _open_session(request: HttpRequest, account: Account) -> None:
    request.session.flush()
    keep_interaction(request, request.session)
    auth.login(request, account)
    sessions.begin(request)
    journal.append(Event.STAFF_LOGGED_IN, account.pk, source_of(request))
