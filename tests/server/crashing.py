"""Customers who keep logging in while their bank's server is killed and started again."""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from threading import Event

from tests.server.banks import Bank
from tests.server.browser import Answer, Browser
from tests.server.customers import BUSY, CODE, Customer, outcome, type_number
from tests.server.running import AWAY

PATIENCE_SECONDS = 180
LONGEST_BEFORE_KILL_SECONDS = 0.5


@dataclass
class Regular:
    """A customer who logs in again and again, and sends a form once more when no answer comes."""

    url: str
    customer: Customer
    outcomes: list[str] = field(default_factory=list)
    lost_answers: int = 0

    def keep_logging_in(self, is_over: Event) -> None:
        while not is_over.is_set():
            browser = Browser(self.url)
            self._insist(partial(type_number, browser, self.customer))
            code = self.customer.press()
            answer = self._insist(partial(browser.post, CODE, code=code))
            self.outcomes.append(outcome(answer))

    def _insist(self, ask: Callable[[], Answer]) -> Answer:
        """Ask until there is an answer that does not ask to come back."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                answer = ask()
                if answer.status != BUSY:
                    return answer
            except AWAY as error:
                reason = getattr(error, "reason", error)
                self.lost_answers += not isinstance(reason, ConnectionRefusedError)
            time.sleep(0.02)
        raise TimeoutError("The server did not come back.")


@dataclass
class Campaign:
    """A bank, its customers, and all counters as often as they were read, in that order."""

    bank: Bank
    kills: int
    regulars: list[Regular] = field(init=False)
    counters: list[dict[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.regulars = [Regular(self.bank.url, each) for each in self.bank.customers]

    def run(self) -> None:
        """Kill the server at random moments of busy logins."""
        is_over = Event()
        with ThreadPoolExecutor(len(self.regulars)) as pool:
            busy = [pool.submit(each.keep_logging_in, is_over) for each in self.regulars]
            try:
                for _ in range(self.kills):
                    self._wait_until_everybody_came_in()
                    self._kill()
            finally:
                is_over.set()
        for each in busy:
            each.result()
        self._note()

    def _wait_until_everybody_came_in(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        before = [len(each.outcomes) for each in self.regulars]
        while any(
            len(each.outcomes) == so_many
            for each, so_many in zip(self.regulars, before, strict=True)
        ):
            assert time.monotonic() < deadline, "Somebody no longer comes in."
            time.sleep(0.02)

    def _kill(self) -> None:
        time.sleep(random.uniform(0, LONGEST_BEFORE_KILL_SECONDS))
        self._note()
        self.bank.server.kill()
        self._note()
        self.bank.server.start()
        self._note()

    def _note(self) -> None:
        self.counters.append(self.bank.database.counters())
