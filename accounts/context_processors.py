"""The time that a page has left, the login under way that it leads back to, and the notices."""

import time

from django.http import HttpRequest

from accounts import notices
from accounts.login import flow as login_flow
from accounts.login import state as login_state
from accounts.login.steps import Step
from accounts.password_reset.state import PendingReset
from accounts.sessions import timeouts
from accounts.sessions.timeouts import TimeLeft

PAGES_OF_A_LOGIN = {"login", "other_login", "temporary_password", *Step}


def time_left(request: HttpRequest) -> TimeLeft:
    """Return the time left for the session or for the login under way."""
    if request.user.is_authenticated:
        return timeouts.time_left(request)
    return login_flow.time_left(request)


def time_left_on_page(request: HttpRequest) -> TimeLeft:
    """Return the time left for a page; zero seconds if the page has no time limit."""
    user = getattr(request, "user", None)  # A request that a middleware has refused has no user.
    is_limited = user is not None and (user.is_authenticated or _page(request) in set(Step))
    return time_left(request) if is_limited else TimeLeft()


def time_limit(request: HttpRequest) -> dict[str, object]:
    return {"time_left": time_left_on_page(request)}


def unfinished_login(request: HttpRequest) -> dict[str, object]:
    """Return the page of the login or the reset under way, and when it ends, without a query."""
    reset, login = PendingReset.load(request.session), login_state.load(request.session)
    state = reset or login
    if state is None or state.has_expired(time.time()):
        return {}
    left = TimeLeft.until(*state.seconds_left(time.time()))
    return {"page": "temporary_password" if reset else Step.CODE, "ends_at": left.ends_at}


def waiting_login(request: HttpRequest) -> dict[str, object]:
    """Return the unfinished login, for a page beside it."""
    is_beside = hasattr(request, "session") and _page(request) not in PAGES_OF_A_LOGIN
    return unfinished_login(request) if is_beside else {}


def login_under_way(request: HttpRequest) -> dict[str, object]:
    """Return the id of the login, with which its forms are told apart, and the waiting login."""
    session = getattr(request, "session", {})  # A request that a middleware has refused has none.
    return {"login_id": login_state.id_of(session), "waiting_login": waiting_login(request)}


def _page(request: HttpRequest) -> str | None:
    return request.resolver_match.url_name if request.resolver_match else None


def login_notices(request: HttpRequest) -> dict[str, object]:
    """Return the notices as a function, which only the pages that show them call."""
    return {"login_notices": notices.current_texts}
