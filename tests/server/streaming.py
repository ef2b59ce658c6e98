"""Requests that stream in, each of which must be answered."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event

from tests.server.browser import Browser
from tests.server.customers import LOGIN
from tests.server.running import AWAY

VISITORS = 4
PATIENCE_SECONDS = 180


@dataclass
class Stream:
    """What came of the requests: their number, and every one that failed."""

    answered: int = 0
    failed: list[str] = field(default_factory=list)

    def wait_for_more(self, answers: int) -> None:
        """Return when so many more requests have been answered."""
        enough, end = self.answered + answers, time.monotonic() + PATIENCE_SECONDS
        while self.answered < enough:
            assert time.monotonic() < end, self.failed
            time.sleep(0.05)

    def keep_asking(self, url: str, is_over: Event) -> None:
        """Open the login page again and again, over a connection of its own each time."""
        while not is_over.is_set():
            began = time.monotonic()
            try:
                status = ask(url)
            except AWAY as error:
                self.failed.append(f"{error!r} after {time.monotonic() - began:.3f} s")
                continue
            self.answered += 1
            if status != 200:
                self.failed.append(str(status))


def ask(url: str) -> int:
    """Ask once more where the connection was closed unanswered, as browsers and balancers do.

    A worker that ends leaves a few connections unanswered that the system had given to it
    (RFC 9110 section 9.2.2 lets a GET be sent again).
    """
    try:
        return Browser(url).get(LOGIN).status
    except ConnectionResetError:  # also that of http.client, which meets an early end
        return Browser(url).get(LOGIN).status


@contextmanager
def streaming(*urls: str) -> Iterator[Stream]:
    """Let visitors come for as long as the block lasts."""
    is_over, stream = Event(), Stream()
    with ThreadPoolExecutor(VISITORS * len(urls)) as pool:
        visits = [
            pool.submit(stream.keep_asking, url, is_over) for url in urls for _ in range(VISITORS)
        ]
        try:
            yield stream
        finally:
            is_over.set()
    for each in visits:
        each.result()
