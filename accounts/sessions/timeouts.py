"""How long a logged-in session lasts: minutes without activity, hours in all."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from hembanken.request_context import context_of

BEGUN_AT = "begun_at"
ACTIVE_AT = "active_at"
BROWSER = "browser"
SAME_MOMENT_SECONDS = 2  # activity within which is written down once
INACTIVE_PAGES = {"time_left", "timed_out"}  # what a page asks for by itself (E3)
TIMED_OUT = _(
    "Du blev utloggad för att du inte gjorde något på en stund. Logga in igen för att fortsätta."
)
WHOLE_TIME_OVER = _(
    "Du blev utloggad för att du hade varit inloggad så länge som det går. "
    "Logga in igen för att fortsätta."
)
ENDED_MEANWHILE = _(
    "Du är utloggad. Det händer när du inte har gjort något på en stund. "
    "Logga in igen för att fortsätta."
)


@dataclass(frozen=True)
class TimeLeft:
    """How many seconds a session has left, and whether activity gives it more of them."""

    seconds: int = 0
    extendable: bool = False

    @classmethod
    def of(cls, step: float, whole: float) -> "TimeLeft":
        """Sum up what is left until the next limit, and until the one that nothing moves."""
        return cls(max(0, math.ceil(min(step, whole))), extendable=step < whole)


def begin(request: HttpRequest) -> None:
    """Start the clocks of a session that has just been logged in."""
    request.session[BEGUN_AT] = request.session[ACTIVE_AT] = time.time()
    request.session[BROWSER] = context_of(request).browser


def save(request: HttpRequest) -> None:
    """Save the session in the transaction of what it tells, and not once more with the answer."""
    request.session.save()
    request.session.modified = False


def seconds_left(content: Mapping[str, Any] | SessionBase) -> tuple[float, float]:
    """Return the seconds left until the session has idled too long, and in all."""
    now = time.time()
    return (
        float(content.get(ACTIVE_AT, 0)) + settings.IDLE_SECONDS - now,
        float(content.get(BEGUN_AT, 0)) + settings.SESSION_SECONDS - now,
    )


def time_left(request: HttpRequest) -> TimeLeft:
    """Tell how long the session of a customer who is logged in goes on without activity."""
    return TimeLeft.of(*seconds_left(request.session))


class SessionTimeoutMiddleware:
    """End sessions on the server's clock; one without clocks has ended (E3, E4)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            idle, whole = seconds_left(request.session)
            if min(idle, whole) <= 0:
                auth.logout(request)
                messages.info(request, TIMED_OUT if whole > 0 else WHOLE_TIME_OVER)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        """Count the page as activity, unless it is one that a page asks for by itself."""
        name = request.resolver_match and request.resolver_match.url_name
        if request.user.is_authenticated and name not in INACTIVE_PAGES:
            now = time.time()
            if now - request.session.get(ACTIVE_AT, 0) >= SAME_MOMENT_SECONDS:
                request.session[ACTIVE_AT] = now
