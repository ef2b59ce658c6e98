"""The time that a page has left, of the session or the login's step, and the bank's notices."""

from django.http import HttpRequest

from accounts import notices
from accounts.login import flow as login_flow
from accounts.login.steps import Step
from accounts.sessions import timeouts
from accounts.sessions.timeouts import TimeLeft


def time_left(request: HttpRequest) -> TimeLeft:
    """Return the time left for the session or for the login under way."""
    if request.user.is_authenticated:
        return timeouts.time_left(request)
    return login_flow.time_left(request)


def time_left_on_page(request: HttpRequest) -> TimeLeft:
    """Return the time left for a page; zero seconds if the page has no time limit."""
    user = getattr(request, "user", None)  # A request that a middleware has refused has no user.
    name = request.resolver_match and request.resolver_match.url_name
    is_limited = user is not None and (user.is_authenticated or name in set(Step))
    return time_left(request) if is_limited else TimeLeft()


def time_limit(request: HttpRequest) -> dict[str, object]:
    return {"time_left": time_left_on_page(request)}


def login_notices(request: HttpRequest) -> dict[str, object]:
    """Return the notices as a function, which only the pages that show them call."""
    return {"login_notices": notices.current_texts}
