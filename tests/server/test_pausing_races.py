"""A pause and the last step of a login at once: the first one wins, and no session stays."""

from functools import partial

import pytest

from tests.server.customers import CODE, LOGGED_IN, at, at_code_page, retried
from tests.server.racing import at_once

pytestmark = [pytest.mark.server, pytest.mark.campaign]
PAUSE, NEEDS_LOGIN = "/sparra-kodbox/", "/om-hembanken/"
EVENTS = """
SELECT event FROM audit_entry WHERE event IN ('login:completed', 'login:paused')
AND account_id IN (SELECT account_id FROM audit_entry WHERE event = 'login:paused')
ORDER BY sequence
"""
LIFT = "UPDATE accounts_account SET paused_at = NULL"


@pytest.fixture
def rounds(campaign_is_long):
    return range(50 if campaign_is_long else 6)


@pytest.fixture
def customer(bank):
    """The only customer who pauses, and has done so once."""
    customer = bank.customers[0]
    pause_without_login(at(bank.url, PAUSE), customer)
    bank.database.ask(LIFT)
    return customer


@pytest.fixture(autouse=True)
def no_traceback(bank):
    yield
    assert "Traceback" not in bank.server.log()


def before_home(bank, customer):
    """Return a browser whose code was accepted, one request before the end of its login."""
    browser = at_code_page(bank.url, customer)
    assert retried(partial(browser.post, CODE, code=customer.press())).location == LOGGED_IN
    return browser


def logged_in(bank, customer):
    browser = before_home(bank, customer)
    assert browser.get(LOGGED_IN).status == 200
    browser.get(PAUSE)
    return browser


def pause_without_login(browser, customer):
    form = {"number": customer.number, "password": customer.password}
    return retried(partial(browser.post, PAUSE, **form))


@pytest.mark.row("C23", "S12")
def test_no_login_is_completed_after_a_pause(bank, customer, rounds):
    for _ in rounds:
        entering, visitor = before_home(bank, customer), at(bank.url, PAUSE)
        before = events(bank)
        home, answer = at_once(
            [
                partial(retried, partial(entering.get, LOGGED_IN)),
                partial(pause_without_login, visitor, customer),
            ]
        )
        assert answer.location == f"{PAUSE}mottagen/"
        new = events(bank)[len(before) :]
        assert new == (["login:completed"] if home.status == 200 else []) + ["login:paused"]
        assert entering.get(NEEDS_LOGIN).status == 302
        bank.database.ask(LIFT)
        assert entering.get(NEEDS_LOGIN).status == 302


@pytest.mark.row("C23")
def test_pauses_at_once_do_not_block_each_other_and_one_is_recorded(bank, customer, rounds):
    for _ in rounds:
        sessions = [logged_in(bank, customer) for _ in range(2)]
        visitors = [at(bank.url, PAUSE) for _ in range(2)]
        before = events(bank)
        answers = at_once(
            [
                *(partial(retried, partial(each.post, PAUSE)) for each in sessions),
                *(partial(pause_without_login, each, customer) for each in visitors),
            ]
        )
        assert {answer.status for answer in answers} == {302}
        assert events(bank)[len(before) :] == ["login:paused"]
        assert [each.get(NEEDS_LOGIN).status for each in sessions] == [302, 302]
        bank.database.ask(LIFT)


def events(bank):
    return [event for (event,) in bank.database.ask(EVENTS)]
