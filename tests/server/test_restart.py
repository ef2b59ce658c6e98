"""New workers replace the old ones under load: no request fails, and no login is lost."""

import time
from dataclasses import dataclass, field
from urllib.error import URLError

import pytest

from tests.server.browser import Browser
from tests.server.customers import CODE, LOGGED_IN, LOGIN, at_code_page
from tests.server.processes import replace_workers, workers
from tests.server.racing import repeated
from tests.server.running import NO_SERVER

pytestmark = pytest.mark.server
VISITORS = 4
WORKERS = 2
TIMEOUT_SECONDS = 180


@dataclass
class Visits:
    """Visits of the login page, each over a new connection: how many answers, and each failure."""

    url: str
    answers: int = 0
    failures: list[str] = field(default_factory=list)

    def visit(self) -> None:
        try:
            status = self._status()
        except NO_SERVER as error:
            self.failures.append(repr(error))
        else:
            self.answers += 1
            if status != 200:
                self.failures.append(str(status))

    def _status(self) -> int:
        """Send a GET, and again if the connection was closed unanswered, as browsers do.

        A worker that ends leaves a few connections unanswered that the system had given to it.
        RFC 9110 section 9.2.2 lets a GET be sent again. Both workers may end under one visit.
        """
        for _worker in range(WORKERS):
            try:
                return Browser(self.url).get(LOGIN).status
            except OSError as error:
                if not _is_reset(error):
                    raise
        return Browser(self.url).get(LOGIN).status

    def wait_for_more(self, count: int) -> None:
        """Return when so many more visits have been answered."""
        target, deadline = self.answers + count, time.monotonic() + TIMEOUT_SECONDS
        while self.answers < target:
            assert time.monotonic() < deadline, self.failures
            time.sleep(0.05)


def _is_reset(error: OSError) -> bool:
    """Return whether a connection was reset; urllib wraps a reset before the request was sent."""
    reason = error.reason if isinstance(error, URLError) else error
    return isinstance(reason, ConnectionResetError)


def test_a_restart_loses_no_request_and_no_login(bank):
    customer, visits = bank.customers[0], Visits(bank.url)
    browser, old_workers = at_code_page(bank.url, customer), workers(bank.server)
    with repeated([visits.visit] * VISITORS):
        replace_workers(bank.server)
        answer = browser.post(CODE, code=customer.press())
        visits.wait_for_more(20)
    assert workers(bank.server).isdisjoint(old_workers)
    assert visits.failures == []
    assert answer.location == LOGGED_IN
    assert browser.follow(answer).path == "/hem/"
    assert "Traceback" not in bank.server.log()
