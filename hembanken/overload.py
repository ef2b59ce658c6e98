"""Doing only so much at once: whoever waits too long for a turn is asked to come back soon.

A turn is a hash (19 MiB each, so that a flood of logins cannot eat the memory) or one of the
database's connections.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.conf import settings
from psycopg_pool import PoolTimeout

from hembanken.metrics.counted import HASH_WAIT, HASHES

RETRY_AFTER_SECONDS = 30


class Overloaded(Exception):
    """No turn came in time; nothing was looked at."""


class Turns:
    """So many things at once in this process, and no more.

    They run in threads of their own: glibc keeps what was freed for each of many threads, so that
    a bound on the hashes alone would bound no memory.
    """

    def __init__(self, at_once: int) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="turn")

    def take[**P, T](self, act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Act when a turn comes, or raise Overloaded."""
        coming = self._threads.submit(_act, time.monotonic(), partial(act, *args, **kwargs))
        try:
            return coming.result(settings.BUSY_SECONDS)
        except TimeoutError:
            if coming.cancel():
                raise Overloaded from None
            return coming.result()


def _act[T](since: float, act: Callable[[], T]) -> T:
    HASH_WAIT.observe(time.monotonic() - since)
    with HASHES.track_inprogress():
        return act()


def is_cause_of(error: BaseException | None) -> bool:
    """Tell whether a request failed because no turn came, at a hash or at the database."""
    return isinstance(error, Overloaded) or isinstance(
        getattr(error, "__cause__", None), PoolTimeout
    )
