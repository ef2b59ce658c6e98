"""How much time a page has left: that of the session, or that of a login's step."""

from django.http import HttpRequest

from accounts.login import flow as login_flow
from accounts.login.steps import Step
from accounts.sessions import timeouts
from accounts.sessions.timeouts import TimeLeft


def time_left(request: HttpRequest) -> TimeLeft:
    """Tell how long a request's session or login goes on by itself."""
    if request.user.is_authenticated:
        return timeouts.time_left(request)
    return login_flow.time_left(request)


def time_left_on_page(request: HttpRequest) -> TimeLeft:
    """Tell how much time is left to a page; no seconds where it has no limit."""
    user = getattr(request, "user", None)  # A request that was refused early has none.
    name = request.resolver_match and request.resolver_match.url_name
    is_limited = user is not None and (user.is_authenticated or name in set(Step))
    return time_left(request) if is_limited else TimeLeft()


def time_limit(request: HttpRequest) -> dict[str, object]:
    """Tell the pages that have a time limit how much of it is left."""
    return {"time_left": time_left_on_page(request)}
