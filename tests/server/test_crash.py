"""kill -9 of the whole server during logins: no counter goes back, no code works twice."""

from functools import partial
from itertools import pairwise

import pytest

from tests.server.crashing import Campaign
from tests.server.customers import CODE, LOGGED_IN, at_code_page, outcome
from tests.server.racing import at_once

pytestmark = [pytest.mark.server, pytest.mark.campaign]


@pytest.fixture(scope="module")
def kills(campaign_is_long):
    return 20 if campaign_is_long else 4


@pytest.fixture(scope="module")
def campaign(bank, kills):
    campaign = Campaign(bank)
    campaign.run(kills)
    return campaign


def enter_again(url, customer):
    """Enter every code that the customer's kodbox has shown, and return the outcomes."""
    browser = at_code_page(url, customer)
    return {outcome(browser.post(CODE, code=code)) for code in customer.pressed}


def test_every_kill_interrupts_logins(campaign, kills):
    assert sum(each.lost_answers for each in campaign.regulars) >= kills


def test_no_counter_ever_goes_back(campaign):
    for earlier, later in pairwise(campaign.counters):
        assert all(later[serial] >= counter for serial, counter in earlier.items())


def test_a_form_whose_answer_was_lost_can_be_sent_again(campaign):
    assert {each for regular in campaign.regulars for each in regular.outcomes} == {LOGGED_IN}


def test_every_code_moves_its_counter_by_one(bank, campaign):
    held = {customer.serial: customer.counter for customer in bank.customers}
    assert bank.database.counters() == held


@pytest.mark.row("S16")
def test_every_accepted_code_is_refused_afterwards(bank, campaign):
    before = bank.database.counters()
    outcomes = at_once([partial(enter_again, bank.url, each) for each in bank.customers])
    assert outcomes == [{"refused"}] * len(bank.customers)
    assert bank.database.counters() == before


def test_the_server_logs_no_traceback(bank, campaign):
    assert "Traceback" not in bank.server.log()
