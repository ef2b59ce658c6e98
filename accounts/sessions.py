"""How long a logged-in session lasts: minutes without activity, hours in all."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

BEGUN_AT = "begun_at"
ACTIVE_AT = "active_at"
TIMED_OUT = _(
    "Du blev utloggad för att du inte gjorde något på en stund. Logga in igen för att fortsätta."
)


def begin(request: HttpRequest) -> None:
    """Start the clocks of a session that has just been logged in."""
    request.session[BEGUN_AT] = request.session[ACTIVE_AT] = time.time()


class SessionAgeMiddleware:
    """End sessions on the server's clock; one without clocks has ended (E3, E4)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if _has_ended(request):
                auth.logout(request)
                messages.info(request, TIMED_OUT)
            else:
                request.session[ACTIVE_AT] = time.time()
        return self.get_response(request)


def _has_ended(request: HttpRequest) -> bool:
    now = time.time()
    idle = now - float(request.session.get(ACTIVE_AT, 0))
    age = now - float(request.session.get(BEGUN_AT, 0))
    return idle >= settings.IDLE_SECONDS or age >= settings.SESSION_COOKIE_AGE
