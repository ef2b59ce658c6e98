"""Customers who keep logging in while their bank's server is killed and started again."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from tests.server.banks import Bank
from tests.server.browser import Answer, Browser
from tests.server.customers import BUSY, CODE, Customer, outcome, type_number
from tests.server.racing import repeated
from tests.server.running import NO_SERVER

TIMEOUT_SECONDS = 180
MAX_SECONDS_BEFORE_KILL = 0.5


@dataclass
class Regular:
    """A customer who logs in repeatedly, and sends a form again when no answer comes."""

    url: str
    customer: Customer
    outcomes: list[str] = field(default_factory=list)
    lost_answers: int = 0

    def log_in(self) -> None:
        browser = Browser(self.url)
        self._insist(partial(type_number, browser, self.customer))
        code = self.customer.press()
        self.outcomes.append(outcome(self._insist(partial(browser.post, CODE, code=code))))

    def _insist(self, send: Callable[[], Answer]) -> Answer:
        """Send a request until a server that is not busy answers."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            try:
                answer = send()
                if answer.status != BUSY:
                    return answer
            except NO_SERVER as error:
                reason = getattr(error, "reason", error)
                self.lost_answers += not isinstance(reason, ConnectionRefusedError)
            time.sleep(0.02)
        raise TimeoutError("The server did not come back.")


@contextmanager
def customers_logging_in(bank: Bank) -> Iterator[list[Regular]]:
    """Keep every customer logging in during the block."""
    regulars = [Regular(bank.url, customer) for customer in bank.customers]
    with repeated([regular.log_in for regular in regulars]):
        yield regulars


@dataclass
class Campaign:
    """Kills during logins, and all counters of the bank in the order in which they were read."""

    bank: Bank
    regulars: list[Regular] = field(default_factory=list)
    counters: list[dict[str, int]] = field(default_factory=list)

    def run(self, kills: int) -> None:
        """Kill the server at random moments while customers log in."""
        with customers_logging_in(self.bank) as self.regulars:
            for _ in range(kills):
                self._wait_for_a_login_of_each()
                time.sleep(random.uniform(0, MAX_SECONDS_BEFORE_KILL))
                self._read_counters()
                self.bank.server.kill()
                self._read_counters()
                self.bank.server.start()
                self._read_counters()
        self._read_counters()

    def _wait_for_a_login_of_each(self) -> None:
        deadline = time.monotonic() + TIMEOUT_SECONDS
        for regular in self.regulars:
            before = len(regular.outcomes)
            while len(regular.outcomes) == before:
                assert time.monotonic() < deadline, "A customer can no longer log in."
                time.sleep(0.02)

    def _read_counters(self) -> None:
        self.counters.append(self.bank.database.counters())
