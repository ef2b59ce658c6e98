"""Limits the number of requests that one process works on at the same time.

A request hashes one password at a time (19 MiB). A limit on requests therefore limits memory and
database connections during an attack. More threads would only contend for Python's global
interpreter lock. A request that waits too long gets 503.
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
    """No slot became free in time. The request was not processed."""


class ConcurrencyLimit:
    """A fixed number of slots. Requests that wait for a slot get it in order of arrival."""

    def __init__(self, slots: int) -> None:
        self._free_slots = slots
        self._waiters: deque[Lock] = deque()
        self._lock = Lock()

    def acquire(self, timeout_seconds: float) -> bool:
        """Take a slot and return True, or return False after the timeout."""
        with self._lock:
            if self._free_slots:
                self._free_slots -= 1
                return True
            waiter = Lock()
            waiter.acquire()
            self._waiters.append(waiter)
        with CONCURRENCY_WAIT.time():
            return waiter.acquire(timeout=timeout_seconds) or not self._give_up(waiter)

    def release(self) -> None:
        """Pass the slot to the request that has waited longest, or mark it free."""
        with self._lock:
            if self._waiters:
                self._waiters.popleft().release()
            else:
                self._free_slots += 1

    def _give_up(self, waiter: Lock) -> bool:
        """Stop waiting; return False if the slot was passed on after the timeout."""
        with self._lock:
            if waiter not in self._waiters:
                return False
            self._waiters.remove(waiter)
        return True


class ConcurrencyLimitMiddleware:
    """Raise Overloaded if a request gets no slot within BUSY_SECONDS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.limit = ConcurrencyLimit(settings.REQUESTS_AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.limit.acquire(settings.BUSY_SECONDS):
            raise Overloaded
        try:
            return self.get_response(request)
        finally:
            self.limit.release()


def is_overload(error: BaseException | None) -> bool:
    """Return whether a request failed for lack of a slot or of a database connection."""
    return isinstance(error, Overloaded) or isinstance(
        getattr(error, "__cause__", None), PoolTimeout
    )
