"""How much time a page has left: that of the session, or that of a login's step."""

from django.http import HttpRequest

from accounts import login_flow, sessions
from accounts.sessions import TimeLeft
from accounts.steps import Step


def left_of(request: HttpRequest) -> TimeLeft:
    """Tell how long a request's session or login goes on by itself."""
    if request.user.is_authenticated:
        return sessions.left_of(request)
    return login_flow.left_of(request)


def left_on_page(request: HttpRequest) -> TimeLeft:
    """Tell how much time is left to a page; no seconds where it has no limit."""
    user = getattr(request, "user", None)  # A request that was refused early has none.
    name = request.resolver_match and request.resolver_match.url_name
    is_limited = user is not None and (user.is_authenticated or name in set(Step))
    return left_of(request) if is_limited else TimeLeft()


def clock(request: HttpRequest) -> dict[str, object]:
    """Tell the pages that have a time limit how much of it is left."""
    return {"time_left": left_on_page(request)}
