"""Of many simultaneous posts of one code exactly one is accepted, through the real server."""

from collections import Counter
from functools import partial

import pytest

from tests.server.customers import (
    CODE,
    LOGGED_IN,
    NEW_PASSWORD,
    TEMPORARY_PASSWORD,
    at,
    at_code_page,
    outcome,
    retried,
)
from tests.server.racing import at_once

pytestmark = [pytest.mark.server, pytest.mark.campaign]
POSTS = 20


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
def no_traceback(bank):
    yield
    assert "Traceback" not in bank.server.log()


def log_in(browser, customer, code):
    return outcome(retried(partial(browser.post, CODE, code=code)))


def reset_password(browser, customer, code):
    return outcome(retried(partial(browser.post, NEW_PASSWORD, number=customer.number, code=code)))


def browser_for(post, bank, customer):
    """Return a browser at the page from which `post` posts."""
    if post is log_in:
        return at_code_page(bank.url, customer)
    return at(bank.url, NEW_PASSWORD)


@pytest.mark.row("S3")
@pytest.mark.parametrize(
    "posts",
    [[log_in] * POSTS, [reset_password] * POSTS, [log_in, reset_password] * (POSTS // 2)],
    ids=["logins", "resets", "both"],
)
def test_of_twenty_posts_of_one_code_one_is_accepted(bank, customer, rounds, bank_counter, posts):
    browsers = [browser_for(post, bank, customer) for post in posts]
    for _ in rounds:
        code = customer.press()
        pairs = zip(posts, browsers, strict=True)
        outcomes = at_once([partial(post, browser, customer, code) for post, browser in pairs])
        assert Counter(outcomes)["refused"] == POSTS - 1
        assert bank_counter() == customer.counter
        (winner,) = (index for index, each in enumerate(outcomes) if each != "refused")
        expected = LOGGED_IN if posts[winner] is log_in else TEMPORARY_PASSWORD
        assert outcomes[winner] == expected
        browsers[winner] = browser_for(posts[winner], bank, customer)


@pytest.mark.parametrize(
    ("post", "target"), [(log_in, LOGGED_IN), (reset_password, TEMPORARY_PASSWORD)]
)
def test_a_duplicate_submission_at_once_redirects_to_the_same_page(
    bank, customer, rounds, bank_counter, post, target
):
    for _ in rounds:
        browser, code = browser_for(post, bank, customer), customer.press()
        assert at_once([partial(post, browser, customer, code)] * 2) == [target] * 2
        assert bank_counter() == customer.counter
        answer = browser.get(target)
        assert (answer.status, answer.path) == (200, target)


@pytest.mark.row("S16", "S20")
def test_an_accepted_code_is_never_accepted_again(bank, customer):
    browser = at_code_page(bank.url, customer)
    codes = [customer.press() for _ in range(3)]
    assert log_in(at_code_page(bank.url, customer), customer, codes[-1]) == LOGGED_IN
    assert [log_in(browser, customer, code) for code in codes] == ["refused"] * 3
