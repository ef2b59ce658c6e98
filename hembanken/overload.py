"""Doing only so much at once: whoever waits too long for a turn is asked to come back soon.

A request hashes one password at a time (19 MiB), so that a bound on requests bounds the memory
that a flood of logins can eat, and the connections to the database. More threads than have a turn
only wait: at work they would take Python's one lock from each other.
"""

from collections.abc import Callable
from threading import BoundedSemaphore

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from psycopg_pool import PoolTimeout

from hembanken.metrics.counted import TURN_WAIT

RETRY_AFTER_SECONDS = 30


class Overloaded(Exception):
    """No turn came in time; nothing was looked at."""


class TurnsMiddleware:
    """Work on so many requests at once in this process; the others wait, and not for long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.turns = BoundedSemaphore(settings.REQUESTS_AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (self.turns.acquire(blocking=False) or self._waits()):
            raise Overloaded
        try:
            return self.get_response(request)
        finally:
            self.turns.release()

    def _waits(self) -> bool:
        with TURN_WAIT.time():
            return self.turns.acquire(timeout=settings.BUSY_SECONDS)


def is_cause_of(error: BaseException | None) -> bool:
    """Tell whether a request failed because no turn came, here or at the database."""
    return isinstance(error, Overloaded) or isinstance(
        getattr(error, "__cause__", None), PoolTimeout
    )
