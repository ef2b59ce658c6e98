"""kill -9 of the whole server during logins: no counter goes back, no code works twice."""

import sqlite3
from functools import partial
from itertools import pairwise

import psycopg
import pytest

from tests.server.crashing import Campaign
from tests.server.customers import CODE, LOGGED_IN, at_code_page, outcome
from tests.server.racing import at_once

pytestmark = [pytest.mark.server, pytest.mark.campaign]
REFUSED_BY_TRIGGER = (psycopg.IntegrityError, sqlite3.IntegrityError)


@pytest.fixture(scope="module")
def campaign(bank, campaign_is_long):
    campaign = Campaign(bank, kills=20 if campaign_is_long else 4)
    campaign.run()
    return campaign


def enter_again(url, customer):
    """Enter every code that the customer's kodbox has shown, and return what came of it."""
    browser = at_code_page(url, customer)
    return {outcome(browser.post(CODE, code=code)) for code in customer.pressed}


def test_every_kill_met_customers_in_the_middle_of_a_login(campaign):
    assert sum(each.lost_answers for each in campaign.regulars) >= campaign.kills


def test_no_counter_ever_went_back(campaign):
    for earlier, later in pairwise(campaign.counters):
        assert all(later[serial] >= counter for serial, counter in earlier.items())


def test_a_form_whose_answer_was_lost_is_led_on_when_it_is_sent_again(campaign):
    assert {each for regular in campaign.regulars for each in regular.outcomes} == {LOGGED_IN}


def test_every_code_moved_its_counter_by_one_step(bank, campaign):
    held = {customer.serial: customer.counter for customer in bank.customers}
    assert bank.database.counters() == held


@pytest.mark.row("S16")
def test_every_code_that_was_accepted_is_refused_afterwards(bank, campaign):
    before = bank.database.counters()
    outcomes = at_once([partial(enter_again, bank.url, each) for each in bank.customers])
    assert outcomes == [{"refused"}] * len(bank.customers)
    assert bank.database.counters() == before


def test_not_even_a_hand_at_the_database_turns_a_counter_back(bank, campaign):
    before = bank.database.counters()
    with pytest.raises(REFUSED_BY_TRIGGER, match="a counter never goes back"):
        bank.database.ask("UPDATE kodbox_device SET counter = counter - 1")
    assert bank.database.counters() == before


def test_nothing_went_wrong_inside_the_server(bank, campaign):
    assert "Traceback" not in bank.server.log()
