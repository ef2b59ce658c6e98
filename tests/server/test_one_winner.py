"""Of any number of simultaneous posts of one code exactly one wins, through the real server."""

from collections import Counter
from functools import partial

import pytest

from tests.server.customers import (
    CODE,
    LOGGED_IN,
    NEW_PASSWORD,
    TEMPORARY_PASSWORD,
    at_code_page,
    at_new_password,
    outcome,
    served,
)
from tests.server.racing import at_once

pytestmark = [pytest.mark.server, pytest.mark.campaign]
MANY = 20


@pytest.fixture
def rounds(campaign_is_long):
    return range(50 if campaign_is_long else 5)


@pytest.fixture
def customer(bank):
    return bank.customers[0]


@pytest.fixture
def bank_counter(bank, customer):
    return lambda: bank.database.counters()[customer.serial]


@pytest.fixture(autouse=True)
def server_stays_well(bank):
    yield
    assert "Traceback" not in bank.server.log()


def log_in(browser, code):
    return outcome(served(partial(browser.post, CODE, code=code)))


def ask_for_password(browser, customer, code):
    return outcome(served(partial(browser.post, NEW_PASSWORD, number=customer.number, code=code)))


@pytest.mark.row("S3")
def test_of_twenty_logins_with_one_code_one_comes_further(bank, customer, rounds, bank_counter):
    browsers = [at_code_page(bank.url, customer) for _ in range(MANY)]
    for _ in rounds:
        code = customer.press()
        outcomes = at_once([partial(log_in, browser, code) for browser in browsers])
        assert Counter(outcomes) == {LOGGED_IN: 1, "refused": MANY - 1}
        assert bank_counter() == customer.counter
        browsers[outcomes.index(LOGGED_IN)] = at_code_page(bank.url, customer)


@pytest.mark.row("S3")
def test_of_twenty_requests_for_a_password_one_comes_further(bank, customer, rounds, bank_counter):
    browsers = [at_new_password(bank.url) for _ in range(MANY)]
    for _ in rounds:
        code = customer.press()
        asks = [partial(ask_for_password, browser, customer, code) for browser in browsers]
        outcomes = at_once(asks)
        assert Counter(outcomes) == {TEMPORARY_PASSWORD: 1, "refused": MANY - 1}
        assert bank_counter() == customer.counter
        browsers[outcomes.index(TEMPORARY_PASSWORD)] = at_new_password(bank.url)


@pytest.mark.row("S3")
def test_login_and_new_password_share_one_winner(bank, customer, rounds, bank_counter):
    logins = [at_code_page(bank.url, customer) for _ in range(MANY // 2)]
    asking = [at_new_password(bank.url) for _ in range(MANY // 2)]
    for _ in rounds:
        code = customer.press()
        staff_actions = [partial(log_in, browser, code) for browser in logins]
        staff_actions += [partial(ask_for_password, browser, customer, code) for browser in asking]
        outcomes = at_once(staff_actions)
        assert Counter(outcomes)["refused"] == MANY - 1
        assert bank_counter() == customer.counter
        if LOGGED_IN in outcomes:
            logins[outcomes.index(LOGGED_IN)] = at_code_page(bank.url, customer)
        else:
            asking[outcomes.index(TEMPORARY_PASSWORD) - MANY // 2] = at_new_password(bank.url)


def test_a_login_sent_twice_at_once_leads_to_one_place(bank, customer, rounds, bank_counter):
    for _ in rounds:
        browser, code = at_code_page(bank.url, customer), customer.press()
        assert at_once([partial(log_in, browser, code)] * 2) == [LOGGED_IN] * 2
        assert bank_counter() == customer.counter
        assert browser.follow(browser.get(LOGGED_IN)).path == "/hem/"


def test_a_request_for_a_password_sent_twice_at_once_leads_to_one_place(
    bank, customer, rounds, bank_counter
):
    for _ in rounds:
        browser, code = at_new_password(bank.url), customer.press()
        asks = [partial(ask_for_password, browser, customer, code)] * 2
        assert at_once(asks) == [TEMPORARY_PASSWORD] * 2
        assert bank_counter() == customer.counter
        assert browser.get(TEMPORARY_PASSWORD).status == 200


@pytest.mark.row("S16", "S20")
def test_a_code_that_has_won_never_wins_again(bank, customer):
    browser = at_code_page(bank.url, customer)
    spent = [customer.press() for _ in range(3)]
    assert log_in(at_code_page(bank.url, customer), spent[-1]) == LOGGED_IN
    assert [log_in(browser, code) for code in spent] == ["refused"] * 3
