"""Guesses sent at the same time: no more of them are looked at than the limit, and all count."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest

from hembanken.audit.models import FAILURES, Entry
from tests.server import banks, running
from tests.server.browser import Browser
from tests.server.customers import CODE, LOGGED_IN, LOGIN, NEW_PASSWORD, at_code_page, served
from tests.server.racing import at_once

pytestmark = [pytest.mark.server, pytest.mark.campaign, pytest.mark.row("S4", "B3", "B5")]
MANY, LIMIT = 50, 5
POLICY = banks.NO_STOP | {"HEMBANKEN_ATTEMPTS_BEFORE_LOCKOUT": str(LIMIT)}
WRONG_CODE = "00000000"
LOCKED_OUT = "Det har blivit fel för många gånger"


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    with banks.opened(tmp_path_factory.mktemp("bank"), POLICY) as bank:
        yield bank


@pytest.fixture(scope="module")
def joint(bank, tmp_path_factory):
    """Return the URL of a second server of the same bank, whose refusals are joint."""
    settings = bank.server.settings | {"HEMBANKEN_REFUSALS": "joint"}
    with running.serving(running.granian(settings, tmp_path_factory.mktemp("joint"))) as server:
        yield server.url
        assert "Traceback" not in server.log()


@pytest.fixture(autouse=True)
def counts_begin_at_nothing(bank):
    bank.database.ask("DELETE FROM accounts_failedattempts")
    yield
    assert "Traceback" not in bank.server.log()


@pytest.fixture
def customer(bank):
    return bank.customers[0]


def seen(answer):
    """Tell an answer by what it says: led on, refused, or stopped."""
    assert answer.status in (200, 302), answer
    if answer.status == 302:
        return answer.location
    return "locked_out" if LOCKED_OUT in answer.body else "refused"


def refusals(bank):
    """Count the attempts that were looked at and refused, as the audit log knows them."""
    events = ", ".join(f"'{event}'" for event in FAILURES)
    statement = f"SELECT count(*) FROM {Entry._meta.db_table} WHERE event IN ({events})"
    return bank.database.ask(statement)[0][0]


def stored(bank):
    return [row[0] for row in bank.database.ask("SELECT failures FROM accounts_failedattempts")]


@contextmanager
def looked_at(bank, count):
    """Hold the block to so many attempts that were looked at and refused, and all of them kept."""
    before = refusals(bank)
    yield
    assert (refusals(bank) - before, stored(bank)) == (count, [count])


def fill_in(browser, path, **told):
    return seen(served(partial(browser.post, path, **told)))


def at(url, path):
    browser = Browser(url)
    browser.get(path)
    return browser


def guesses_of_password(bank, customer, right=()):
    """Return fifty browsers' guesses of a password, of which some are right."""
    for number in range(MANY):
        password = customer.password if number in right else "9513"
        told = {"number": customer.number, "password": password}
        yield partial(fill_in, at(bank.url, LOGIN), LOGIN, **told)


def guesses_of_code(url, customer, codes):
    """Return a guess of each code, in browsers that stand at the page that asks for one."""
    with ThreadPoolExecutor(LIMIT - 1) as pool:  # Right passwords sent at once count too.
        browsers = list(pool.map(at_code_page, [url] * len(codes), [customer] * len(codes)))
    return [
        partial(fill_in, each, CODE, code=code) for each, code in zip(browsers, codes, strict=True)
    ]


def test_of_fifty_passwords_five_are_looked_at(bank, customer):
    with looked_at(bank, LIMIT):
        outcomes = at_once(list(guesses_of_password(bank, customer)))
    assert Counter(outcomes) == {"refused": LIMIT, "locked_out": MANY - LIMIT}


def test_a_right_password_among_them_opens_no_way_past_the_limit(bank, customer, campaign_is_long):
    for place in range(0, MANY, 5 if campaign_is_long else 20):
        bank.database.ask("DELETE FROM accounts_failedattempts")
        outcomes = Counter(at_once(list(guesses_of_password(bank, customer, right={place}))))
        assert outcomes["refused"] == sum(stored(bank)) <= LIMIT
        assert outcomes["refused"] + outcomes["locked_out"] >= MANY - 1


@pytest.mark.parametrize("mode", ["separate", "joint"])
def test_of_fifty_codes_five_are_looked_at(mode, bank, customer, request):
    url = bank.url if mode == "separate" else request.getfixturevalue("joint")
    guesses = guesses_of_code(url, customer, [WRONG_CODE] * MANY)
    with looked_at(bank, LIMIT):
        outcomes = at_once(guesses)
    assert Counter(outcomes) == {"refused": LIMIT, "locked_out": MANY - LIMIT}


@pytest.mark.parametrize("mode", ["separate", "joint"])
def test_a_right_code_among_them_wins_once_or_not_at_all(mode, bank, customer, request):
    url = bank.url if mode == "separate" else request.getfixturevalue("joint")
    guesses = guesses_of_code(url, customer, [WRONG_CODE] * (MANY - 2) + [customer.press()] * 2)
    before = refusals(bank)
    outcomes = Counter(at_once(guesses))
    assert outcomes[LOGGED_IN] <= 1
    assert refusals(bank) - before == outcomes["refused"] <= LIMIT * (1 + outcomes[LOGGED_IN])


def test_the_pages_share_one_limit(bank, customer, joint):
    asking = {"number": customer.number, "code": WRONG_CODE}
    guesses = [
        partial(fill_in, at(bank.url, NEW_PASSWORD), NEW_PASSWORD, **asking) for _ in range(20)
    ]
    guesses += guesses_of_code(bank.url, customer, [WRONG_CODE] * 10)
    guesses += guesses_of_code(joint, customer, [WRONG_CODE] * 10)
    guesses += list(guesses_of_password(bank, customer))[:10]
    with looked_at(bank, LIMIT):
        outcomes = at_once(guesses)
    assert Counter(outcomes) == {"refused": LIMIT, "locked_out": MANY - LIMIT}
