"""Doing things at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

LINE_UP_SECONDS = 120


def at_once[T](staff_actions: Sequence[Callable[[], T]]) -> list[T]:
    """Do everything at the same moment, each in a thread of its own; return what each got."""
    barrier = Barrier(len(staff_actions))

    def act(each: Callable[[], T]) -> T:
        barrier.wait(LINE_UP_SECONDS)
        return each()

    with ThreadPoolExecutor(len(staff_actions)) as pool:
        return list(pool.map(act, staff_actions))
