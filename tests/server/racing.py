"""Calls in parallel threads: all at the same moment, or again and again."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event

BARRIER_SECONDS = 120


def at_once[T](calls: Sequence[Callable[[], T]]) -> list[T]:
    """Make all calls at the same moment, each in its own thread, and return their results."""
    barrier = Barrier(len(calls))

    def wait_and_call(call: Callable[[], T]) -> T:
        barrier.wait(BARRIER_SECONDS)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(wait_and_call, calls))


@contextmanager
def repeated(calls: Sequence[Callable[[], object]]) -> Iterator[None]:
    """Repeat each call in its own thread for the duration of the block."""
    is_over = Event()

    def repeat(call: Callable[[], object]) -> None:
        while not is_over.is_set():
            call()

    with ThreadPoolExecutor(len(calls)) as pool:
        futures = [pool.submit(repeat, call) for call in calls]
        try:
            yield
        finally:
            is_over.set()
    for future in futures:
        future.result()
