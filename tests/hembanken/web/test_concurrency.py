"""Where no turn comes in time: 503 for everybody alike, and nothing was looked at."""

import threading
import time
from functools import partial

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from prometheus_client import REGISTRY
from psycopg_pool import PoolTimeout

from accounts.models import FailedAttempts
from hembanken.audit.models import Entry
from hembanken.web import views
from hembanken.web.concurrency import (
    ConcurrencyLimit,
    ConcurrencyLimitMiddleware,
    Overloaded,
    caused,
)
from tests import people
from tests.observing import seen, work

pytestmark = pytest.mark.django_db
PATIENCE_SECONDS = 60
HEADING = "Hembanken är upptagen just nu"
CODE = "/logga-in/behorighetskod/"


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


@pytest.fixture
def busy(settings, browser):
    """Begin a flood, in which every turn is taken."""

    def begin():
        settings.BUSY_SECONDS, settings.REQUESTS_AT_ONCE = 0.02, 0
        browser.handler.load_middleware()

    return begin


def log_in(browser, number, password=people.PASSWORD, **headers):
    form = {"number": number, "password": password}
    return browser.post("/logga-in/", form, headers=headers)


def failures():
    return sum(FailedAttempts.objects.values_list("failures", flat=True))


def test_who_finds_no_turn_is_told_when_to_come_back(browser, astrid, busy, settings):
    busy()
    response = log_in(browser, people.ASTRID)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert HEADING in response.text
    assert settings.KUNDSERVICE_PHONE in response.text.replace("\u00a0", " ")
    assert 'href="/logga-in/"' in response.text


def test_its_way_back_leads_to_no_other_host(rf):
    try:
        raise Overloaded
    except Overloaded:
        response = views.server_error(rf.get("/", PATH_INFO="//evil.example/"))
    assert 'href="/%2Fevil.example/"' in response.text


def test_the_page_speaks_the_language_of_the_browser(browser, astrid, busy):
    busy()
    response = log_in(browser, people.ASTRID, **{"accept-language": "en"})
    assert "Hembanken is busy right now" in response.text
    assert '<html lang="en">' in response.text


@pytest.mark.row("S9")
@pytest.mark.parametrize("password", [people.PASSWORD, "9513"])
def test_it_tells_no_customer_from_a_number_that_nobody_has(
    browser, astrid, busy, password, monkeypatch
):
    log_in(browser, people.NOBODY, "0000")
    log_in(browser, people.ASTRID, "0000")
    busy()
    answers = [
        work(monkeypatch, lambda number=number: log_in(browser, number, password))
        for number in (people.NOBODY, people.ASTRID)
    ]
    unlike, known = [(seen(response), counts, kinds) for response, counts, kinds in answers]
    assert known == unlike
    assert known[0][0] == 503


@pytest.mark.row("B3")
@pytest.mark.parametrize("number", [people.ASTRID, people.NOBODY])
def test_an_attempt_that_was_not_looked_at_is_not_spent(browser, astrid, busy, number):
    log_in(browser, number, "9513")
    before = Entry.objects.count()
    busy()
    for _ in range(6):
        assert log_in(browser, number, "9513").status_code == 503
    assert failures() == 1
    assert Entry.objects.count() == before


def test_a_code_that_was_not_looked_at_works_afterwards(browser, astrid, kodbox, busy, settings):
    log_in(browser, people.ASTRID)
    code = kodbox.press()
    busy()
    assert browser.post(CODE, {"code": code}).status_code == 503
    assert (kodbox.bank_counter(), failures()) == (0, 0)
    settings.REQUESTS_AT_ONCE = 1
    browser.handler.load_middleware()
    assert browser.post(CODE, {"code": code}).status_code == 302
    assert kodbox.bank_counter() == 1


def test_a_process_that_is_busy_still_says_that_it_lives(browser, busy):
    busy()
    assert browser.get("/healthz").status_code == 200
    assert browser.get("/hjalp/").status_code == 503


def test_no_more_requests_are_worked_on_at_once_than_the_setting_says(settings, rf):
    settings.BUSY_SECONDS, settings.REQUESTS_AT_ONCE = PATIENCE_SECONDS, 2
    begun, may_end = [], threading.Event()

    def rate_limit_keys(_request):
        begun.append(1)
        assert may_end.wait(PATIENCE_SECONDS)
        return HttpResponse()

    waits = partial(REGISTRY.get_sample_value, "hembanken_concurrency_wait_seconds_count")
    before = waits()
    turns = ConcurrencyLimitMiddleware(rate_limit_keys)
    threads = [threading.Thread(target=turns, args=(rf.get("/"),)) for _ in range(8)]
    for each in threads:
        each.start()
    until(lambda: len(begun) + len(turns.turns._waiting) == 8)
    assert len(begun) == 2
    may_end.set()
    for each in threads:
        each.join()
    assert len(begun) == 8
    assert waits() > before


def test_a_turn_is_given_back_whatever_happens(settings, rf):
    settings.BUSY_SECONDS, settings.REQUESTS_AT_ONCE = 0.02, 1
    turns = ConcurrencyLimitMiddleware(lambda request: 1 / request.left)
    for left in (0, 0, 1):
        request = rf.get("/")
        request.left = left
        if left:
            assert turns(request) == 1
        else:
            with pytest.raises(ZeroDivisionError):
                turns(request)


def until(condition):
    """Wait for what other threads do."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


def waiting_for(turns, many):
    """Return so many threads that wait for a turn, in this order, and whom it came to."""
    came, threads = [], []
    for place in range(many):
        threads.append(
            threading.Thread(
                target=lambda mine=place: turns.take(PATIENCE_SECONDS) and came.append(mine)
            )
        )
        threads[-1].start()
        until(lambda place=place: len(turns._waiting) > place)
    return threads, came


def test_who_has_waited_longest_comes_first_and_nobody_new_before():
    turns = ConcurrencyLimit(1)
    assert turns.take(0)
    threads, came = waiting_for(turns, 5)
    for each in threads:
        turns.give_back()
        each.join()
        assert not turns.take(0)
    assert came == [0, 1, 2, 3, 4]


def test_who_has_given_up_takes_no_turn_from_others():
    turns = ConcurrencyLimit(1)
    assert turns.take(0)
    assert not turns.take(0.01)
    turns.give_back()
    assert [turns.take(0), turns.take(0)] == [True, False]


def test_a_database_without_a_free_connection_is_as_busy():
    error = OperationalError()
    error.__cause__ = PoolTimeout()
    assert caused(error)
    assert not caused(OperationalError())
