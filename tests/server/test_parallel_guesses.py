"""Of guesses sent at once no more are checked than the limit allows, and each one counts."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest

from hembanken.audit.models import FAILURES, Entry
from tests.server import banks, running
from tests.server.customers import (
    CODE,
    LOGGED_IN,
    LOGIN,
    NEW_PASSWORD,
    at,
    at_code_page,
    retried,
)
from tests.server.racing import at_once

pytestmark = [pytest.mark.server, pytest.mark.campaign, pytest.mark.row("S4", "B3", "B5")]
GUESSES, LIMIT = 50, 5
POLICY = banks.NO_LOCKOUT | {"HEMBANKEN_ATTEMPTS_BEFORE_LOCKOUT": str(LIMIT)}
WRONG_CODE = "00000000"
LOCKED_OUT = "Du har angett fel uppgifter för många gånger"
AT_THE_LIMIT = {"refused": LIMIT, "locked out": GUESSES - LIMIT}
both_refusals = pytest.mark.parametrize("refusals", ["separate", "joint"])


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    with banks.opened(tmp_path_factory.mktemp("bank"), POLICY) as bank:
        yield bank


@pytest.fixture(scope="module")
def urls(bank, tmp_path_factory):
    """The URLs of the bank's server, and of a second one whose refusals are joint."""
    settings = bank.server.settings | {"HEMBANKEN_REFUSALS": "joint"}
    with running.serving(running.granian(settings, tmp_path_factory.mktemp("joint"))) as server:
        yield {"separate": bank.url, "joint": server.url}
        assert "Traceback" not in server.log()


@pytest.fixture(autouse=True)
def no_failures_yet(bank):
    bank.database.ask("DELETE FROM accounts_failedattempts")
    yield
    assert "Traceback" not in bank.server.log()


@pytest.fixture
def customer(bank):
    return bank.customers[0]


def audited_failures(bank):
    """Return how many checked and refused attempts the audit log has."""
    events = ", ".join(f"'{event}'" for event in FAILURES)
    statement = f"SELECT count(*) FROM {Entry._meta.db_table} WHERE event IN ({events})"
    return bank.database.ask(statement)[0][0]


def stored_failures(bank):
    return [row[0] for row in bank.database.ask("SELECT failures FROM accounts_failedattempts")]


@contextmanager
def checked(bank, count):
    """Assert that exactly so many attempts are checked and refused in the block, and stored."""
    before = audited_failures(bank)
    yield
    assert (audited_failures(bank) - before, stored_failures(bank)) == (count, [count])


def fill_in(browser, path, **fields):
    """Post a form, and return the target of a redirect, or how it was refused."""
    answer = retried(partial(browser.post, path, **fields))
    assert answer.status in (200, 302), answer
    if answer.status == 302:
        return answer.location
    return "locked out" if LOCKED_OUT in answer.body else "refused"


def guesses_of_password(bank, customer, count=GUESSES, right=()):
    """Return guesses of a password, each in its own browser; those at `right` are right."""
    return [
        partial(
            fill_in,
            at(bank.url, LOGIN),
            LOGIN,
            number=customer.number,
            password=customer.password if index in right else "9513",
        )
        for index in range(count)
    ]


def guesses_of_code(url, customer, codes):
    """Return a guess of each code, in browsers at the code page."""
    with ThreadPoolExecutor(LIMIT - 1) as pool:  # Right passwords sent at once count too.
        browsers = list(pool.map(at_code_page, [url] * len(codes), [customer] * len(codes)))
    pairs = zip(browsers, codes, strict=True)
    return [partial(fill_in, browser, CODE, code=code) for browser, code in pairs]


def test_of_fifty_passwords_five_are_checked(bank, customer):
    with checked(bank, LIMIT):
        outcomes = at_once(guesses_of_password(bank, customer))
    assert Counter(outcomes) == AT_THE_LIMIT


def test_a_right_password_among_them_does_not_raise_the_limit(bank, customer, campaign_is_long):
    for index in range(0, GUESSES, 5 if campaign_is_long else 20):
        bank.database.ask("DELETE FROM accounts_failedattempts")
        outcomes = Counter(at_once(guesses_of_password(bank, customer, right={index})))
        assert outcomes["refused"] == sum(stored_failures(bank)) <= LIMIT
        assert outcomes["refused"] + outcomes["locked out"] >= GUESSES - 1


@both_refusals
def test_of_fifty_codes_five_are_checked(refusals, urls, bank, customer):
    guesses = guesses_of_code(urls[refusals], customer, [WRONG_CODE] * GUESSES)
    with checked(bank, LIMIT):
        outcomes = at_once(guesses)
    assert Counter(outcomes) == AT_THE_LIMIT


@both_refusals
def test_a_right_code_among_them_is_accepted_at_most_once(refusals, urls, bank, customer):
    codes = [WRONG_CODE] * (GUESSES - 2) + [customer.press()] * 2
    guesses = guesses_of_code(urls[refusals], customer, codes)
    before = audited_failures(bank)
    outcomes = Counter(at_once(guesses))
    failures = audited_failures(bank) - before
    assert outcomes[LOGGED_IN] <= 1
    assert failures == outcomes["refused"] <= LIMIT * (1 + outcomes[LOGGED_IN])


def test_the_pages_share_one_limit(urls, bank, customer):
    form = {"number": customer.number, "code": WRONG_CODE}
    guesses = [
        partial(fill_in, at(bank.url, NEW_PASSWORD), NEW_PASSWORD, **form) for _ in range(20)
    ]
    for url in urls.values():
        guesses += guesses_of_code(url, customer, [WRONG_CODE] * 10)
    guesses += guesses_of_password(bank, customer, 10)
    with checked(bank, LIMIT):
        outcomes = at_once(guesses)
    assert Counter(outcomes) == AT_THE_LIMIT
