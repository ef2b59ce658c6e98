"""More logins at once than a real server can serve: some get 503, and the memory is bounded."""

from functools import partial
from itertools import chain, cycle, islice

import pytest

from tests.server import banks, running
from tests.server.customers import CODE, LOGGED_IN, LOGIN, at, at_code_page
from tests.server.processes import kilobytes, workers
from tests.server.racing import at_once
from tests.server.running import APPLICATION, GRANIAN, Server

pytestmark = pytest.mark.server
LOGINS, REQUESTS_AT_ONCE, BUSY_SECONDS = 120, 1, 2
HASH_KILOBYTES = 19_456
OTHER_KILOBYTES = 80_000  # what so many parallel requests need besides: threads, forms, pages
CROWDED = (*GRANIAN, "--workers", "1", "--blocking-threads", str(LOGINS), APPLICATION)
POLICY = banks.NO_LOCKOUT | {
    "HEMBANKEN_REQUESTS_AT_ONCE": str(REQUESTS_AT_ONCE),
    "HEMBANKEN_BUSY_SECONDS": str(BUSY_SECONDS),
}


@pytest.fixture
def bank(tmp_path):
    """A bank whose server has more threads than its concurrency limit allows requests."""
    with banks.opened(tmp_path, POLICY) as bank:
        bank.server.stop()
        slow = bank.server.settings | {"DJANGO_SETTINGS_MODULE": "tests.server.slow_settings"}
        crowded = Server(CROWDED, slow, tmp_path / "crowded.log")
        with running.serving(crowded):
            bank.server = crowded
            yield bank


def peak_kilobytes(server):
    """Return the highest memory use of any worker so far."""
    return max(kilobytes(worker / "status", "VmHWM") for worker in workers(server))


def test_a_crowded_server_refuses_some_logins_and_serves_the_next_ones(bank):
    customers = [(each.number, each.password) for each in bank.customers]
    strangers = [(f"8810{day:02}2390", "9513") for day in range(10, 15)]
    at(bank.url, LOGIN).post(LOGIN, number=customers[0][0], password="9513")
    before = peak_kilobytes(bank.server)
    pairs = chain.from_iterable(zip(customers, cycle(strangers), strict=False))
    posts = [
        partial(at(bank.url, LOGIN).post, LOGIN, number=number, password=password)
        for number, password in islice(cycle(list(pairs)), LOGINS)
    ]
    answers = at_once(posts)

    refused = [each for each in answers if each.status == 503]
    assert 0 < len(refused) < LOGINS
    assert {each.headers["Retry-After"] for each in refused} == {"30"}
    assert len({each.body for each in refused}) == 1
    assert {each.location or each.status for each in answers} <= {503, 200, CODE}
    more_kilobytes = peak_kilobytes(bank.server) - before
    assert more_kilobytes < REQUESTS_AT_ONCE * HASH_KILOBYTES + OTHER_KILOBYTES

    bank.database.ask("DELETE FROM accounts_failedattempts")
    for customer in bank.customers:
        answer = at_code_page(bank.url, customer).post(CODE, code=customer.press())
        assert answer.location == LOGGED_IN
    assert "Traceback" not in bank.server.log()
