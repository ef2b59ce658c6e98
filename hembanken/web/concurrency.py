"""Doing only so much at once: whoever waits too long for a turn is asked to come back soon.

A request hashes one password at a time (19 MiB), so that a bound on requests bounds the memory
that a flood of logins can eat, and the connections to the database. More threads than have a turn
only wait: at work they would take Python's one lock from each other.
"""

from collections import deque
from collections.abc import Callable
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from psycopg_pool import PoolTimeout

from hembanken.metrics.metrics import CONCURRENCY_WAIT

RETRY_AFTER_SECONDS = 30


class Overloaded(Exception):
    """No turn came in time; nothing was looked at."""


class ConcurrencyLimit:
    """So many turns at once; whoever waits comes in the order of coming, before anybody new."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting: deque[Lock] = deque()
        self._lock = Lock()

    def take(self, seconds: float) -> bool:
        """Take a turn, or say after so many seconds that none came."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            comes = Lock()
            comes.acquire()
            self._waiting.append(comes)
        with CONCURRENCY_WAIT.time():
            return comes.acquire(timeout=seconds) or self._came_at_last(comes)

    def give_back(self) -> None:
        """Hand the turn to whoever has waited longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1

    def _came_at_last(self, comes: Lock) -> bool:
        """Stop waiting, unless the turn came in that very moment."""
        with self._lock:
            if comes in self._waiting:
                self._waiting.remove(comes)
                return False
        return True


class ConcurrencyLimitMiddleware:
    """Work on so many requests at once in this process; the others wait, and not for long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.turns = ConcurrencyLimit(settings.REQUESTS_AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.turns.take(settings.BUSY_SECONDS):
            raise Overloaded
        try:
            return self.get_response(request)
        finally:
            self.turns.give_back()


def caused(error: BaseException | None) -> bool:
    """Tell whether a request failed because no turn came, here or at the database."""
    return isinstance(error, Overloaded) or isinstance(
        getattr(error, "__cause__", None), PoolTimeout
    )
