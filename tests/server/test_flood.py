"""A flood of logins at a real server: some wait in vain, and the memory stays bounded."""

from functools import partial
from itertools import chain, cycle, islice
from pathlib import Path

import pytest

from tests.server import banks, running
from tests.server.browser import Browser
from tests.server.customers import CODE, LOGGED_IN, LOGIN, at_code_page
from tests.server.racing import at_once
from tests.server.running import APPLICATION, GRANIAN, Served

pytestmark = pytest.mark.server
MANY, TURNS, SECONDS = 120, 1, 2
HASH_KILOBYTES = 19_456
OTHERS_KILOBYTES = 80_000  # what so many requests at once take besides: threads, forms, pages
CROWDED = (*GRANIAN, "--workers", "1", "--blocking-threads", str(MANY), APPLICATION)
POLICY = banks.NO_STOP | {
    "HEMBANKEN_REQUESTS_AT_ONCE": str(TURNS),
    "HEMBANKEN_BUSY_SECONDS": str(SECONDS),
}


@pytest.fixture
def bank(tmp_path):
    """A bank whose server takes more requests at once than it has turns for."""
    with banks.opened(tmp_path, POLICY) as bank:
        bank.server.stop()
        slow = bank.server.settings | {"DJANGO_SETTINGS_MODULE": "tests.server.slow_settings"}
        crowded = Served(CROWDED, slow, tmp_path / "crowded.log")
        with running.serving(crowded):
            bank.server = crowded
            yield bank


def most_memory(server):
    """Return the most kilobytes that any process of the server has ever had."""
    main = server.process.pid
    children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
    statuses = [Path(f"/proc/{each}/status").read_text() for each in children]
    return max(int(text.split("VmHWM:")[1].split()[0]) for text in statuses)


def open_login(url):
    browser = Browser(url)
    browser.get(LOGIN)
    return browser


def sends(browser, number, password):
    return browser.post(LOGIN, number=number, password=password)


def in_words(answer):
    return answer.location or answer.status


def test_a_flood_is_partly_turned_away_and_leaves_the_server_well(bank):
    people = bank.customers
    strangers = [(f"8810{day:02}2390", "9513") for day in range(10, 15)]
    sends(open_login(bank.url), people[0].number, "9513")
    before = most_memory(bank.server)
    known = [(each.number, each.password) for each in people]
    asked = list(
        islice(cycle(chain.from_iterable(zip(known, cycle(strangers), strict=False))), MANY)
    )
    browsers = [open_login(bank.url) for _ in asked]
    staff_actions = [
        partial(sends, each, *told) for each, told in zip(browsers, asked, strict=True)
    ]
    answers = at_once(staff_actions)

    away = [each for each in answers if each.status == 503]
    assert 0 < len(away) < MANY
    assert {each.headers["Retry-After"] for each in away} == {"30"}
    assert len({each.body for each in away}) == 1
    assert set(map(in_words, answers)) <= {503, 200, CODE}
    assert most_memory(bank.server) - before < TURNS * HASH_KILOBYTES + OTHERS_KILOBYTES

    bank.database.ask("DELETE FROM accounts_failedattempts")
    for customer in people:
        code = at_code_page(bank.url, customer).post(CODE, code=customer.press())
        assert code.location == LOGGED_IN
    assert "Traceback" not in bank.server.log()
