"""The login before this session's own, and the failed attempts in between (B15).

It is read when a login ends and kept in the session, so that a later login changes nothing here.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Account
from hembanken.audit.events import Event
from hembanken.audit.models import FAILED_ORDER, FAILED_PAUSE, FAILURES, Entry
from hembanken.db.compiled_queries import CompiledQuery, Parameter
from hembanken.request_context import browser_in_words, context_of

SESSION_KEY = "last_login"
SHOWN = ("at", "browser", "address")


@dataclass(frozen=True)
class LoginAttempt:
    """When and from where an attempt to log in was made."""

    timestamp: float
    browser: str
    address: str

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.timestamp, UTC)

    @property
    def browser_in_words(self) -> str:
        return browser_in_words(self.browser)


@dataclass(frozen=True)
class LastLogin:
    """The last login, the number of failed attempts since, and the latest of them."""

    login: LoginAttempt
    failures: int
    latest_failure: LoginAttempt


def start(request: HttpRequest, account: Account) -> None:
    """Keep the last login in a session whose own login is not in the audit log yet.

    Failures from this address and browser shortly before are the customer's own typing errors.
    """
    context = context_of(request)
    entry = LAST_LOGIN.first(
        account_id=account.pk,
        address=context.address or "",
        browser=context.browser,
        at=timezone.now() - timedelta(seconds=settings.LOGIN_SECONDS),
    )
    if entry:
        values = vars(entry)
        login = [entry.at.timestamp(), entry.browser, entry.address]
        failed_at = values["failed_at"].timestamp() if values["failures"] else 0
        failure = [failed_at, values["failed_browser"] or "", values["failed_address"] or ""]
        request.session[SESSION_KEY] = [login, values["failures"], failure]


def load(request: HttpRequest) -> LastLogin | None:
    """Return the last login, or None in the session of a first login."""
    if SESSION_KEY not in request.session:
        return None
    login, failures, latest_failure = request.session[SESSION_KEY]
    return LastLogin(LoginAttempt(*login), failures, LoginAttempt(*latest_failure))


def _last_login() -> QuerySet[Entry]:
    entries = Entry.objects.filter(account_id=Parameter(Entry, "account_id"))
    own = Q(
        address=Parameter(Entry, "address"),
        browser=Parameter(Entry, "browser"),
        at__gte=Parameter(Entry, "at"),
    )
    since = entries.filter(event__in=FAILURES, sequence__gt=OuterRef("sequence"))
    other_forms = Q(detail__startswith=FAILED_ORDER) | Q(detail__startswith=FAILED_PAUSE)
    failures = since.exclude(own | other_forms).order_by("-sequence")
    counts = failures.order_by().values("account_id").values(count=Count("pk"))
    latest = {f"failed_{name}": Subquery(failures.values(name)[:1]) for name in SHOWN}
    logins = entries.filter(event=Event.LOGIN_COMPLETED).order_by("-sequence")
    return logins.annotate(failures=Coalesce(Subquery(counts), 0), **latest)[:1]


LAST_LOGIN = CompiledQuery(_last_login)
