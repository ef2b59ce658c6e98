"""How long a logged-in session lasts: the idle timeout and the absolute timeout."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hembanken.request_context import context_of

STARTED_AT = "started_at"
ACTIVE_AT = "active_at"
BROWSER = "browser"
ACTIVITY_RESOLUTION_SECONDS = 2  # the last activity is stored at most this often
BACKGROUND_PAGES = {"time_left", "timed_out"}  # requested by scripts and refreshes (E3)
TIMED_OUT = _(
    "Du blev utloggad eftersom du inte hade gjort något på en stund. Logga in igen för att "
    "fortsätta."
)
SESSION_EXPIRED = _(
    "Du blev utloggad eftersom du hade varit inloggad så länge som det går. Logga in igen för "
    "att fortsätta."
)
ENDED_MEANWHILE = _(
    "Du är utloggad. Det händer när du inte har gjort något på en stund. "
    "Logga in igen för att fortsätta."
)


@dataclass(frozen=True)
class TimeLeft:
    """The seconds that a session or a login has left, and whether activity extends them."""

    seconds: int = 0
    extendable: bool = False

    @classmethod
    def until(cls, idle: float, absolute: float) -> "TimeLeft":
        """Return the time left until the idle or the absolute timeout, whichever comes first."""
        return cls(max(0, math.ceil(min(idle, absolute))), extendable=idle < absolute)

    @property
    def is_near(self) -> bool:
        """Whether so little time is left that a page for reading says so."""
        return self.seconds <= settings.LOGIN_STEP_SECONDS

    @property
    def ends_at(self) -> datetime:
        return timezone.now() + timedelta(seconds=self.seconds)


def start(request: HttpRequest) -> None:
    """Start both timeouts of a session that has just been logged in."""
    request.session[STARTED_AT] = request.session[ACTIVE_AT] = time.time()
    request.session[BROWSER] = context_of(request).browser


def save(request: HttpRequest) -> None:
    """Save the session in the current transaction, so that the response does not."""
    request.session.save()
    request.session.modified = False


def seconds_left(content: Mapping[str, Any] | SessionBase) -> tuple[float, float]:
    """Return the seconds left until the idle timeout and until the absolute timeout."""
    now = time.time()
    return (
        float(content.get(ACTIVE_AT, 0)) + settings.IDLE_SECONDS - now,
        float(content.get(STARTED_AT, 0)) + settings.SESSION_SECONDS - now,
    )


def time_left(request: HttpRequest) -> TimeLeft:
    """Return how long the session of a logged-in customer lasts without activity."""
    return TimeLeft.until(*seconds_left(request.session))


class SessionTimeoutMiddleware:
    """End sessions on the server; a session without timestamps has ended (E3, E4)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            idle, absolute = seconds_left(request.session)
            if min(idle, absolute) <= 0:
                auth.logout(request)
                messages.info(request, TIMED_OUT if absolute > 0 else SESSION_EXPIRED)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        """Count the request as activity, unless it is for one of BACKGROUND_PAGES."""
        name = request.resolver_match and request.resolver_match.url_name
        if request.user.is_authenticated and name not in BACKGROUND_PAGES:
            now = time.time()
            if now - request.session.get(ACTIVE_AT, 0) >= ACTIVITY_RESOLUTION_SECONDS:
                request.session[ACTIVE_AT] = now
