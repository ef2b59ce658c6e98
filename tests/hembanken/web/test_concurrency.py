"""The concurrency limit: a request without a slot gets 503 and is not processed."""

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
    is_overload,
)
from tests import people
from tests.observing import seen, work

pytestmark = pytest.mark.django_db
TIMEOUT_SECONDS = 60
HEADING = "Hembanken är upptagen just nu"
CODE = "/logga-in/behorighetskod/"


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


@pytest.fixture
def exhaust_slots(settings, browser):
    """A function after whose call no slot is free."""

    def exhaust():
        settings.BUSY_SECONDS, settings.REQUESTS_AT_ONCE = 0.02, 0
        browser.handler.load_middleware()

    return exhaust


def log_in(browser, number, password=people.PASSWORD, **headers):
    form = {"number": number, "password": password}
    return browser.post("/logga-in/", form, headers=headers)


def failures():
    return sum(FailedAttempts.objects.values_list("failures", flat=True))


def test_a_request_without_a_slot_gets_503_unless_it_is_a_liveness_probe(
    browser, astrid, exhaust_slots, settings
):
    exhaust_slots()
    response = log_in(browser, people.ASTRID)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert HEADING in response.text
    assert settings.KUNDSERVICE_PHONE in response.text.replace("\u00a0", " ")
    assert 'href="/logga-in/"' in response.text
    assert browser.get("/healthz").status_code == 200


def test_the_link_of_the_503_page_leads_to_no_other_host(rf):
    try:
        raise Overloaded
    except Overloaded:
        response = views.server_error(rf.get("/", PATH_INFO="//evil.example/"))
    assert 'href="/%2Fevil.example/"' in response.text


@pytest.mark.row("S9")
@pytest.mark.parametrize("password", [people.PASSWORD, "9513"])
def test_503_is_the_same_for_known_and_unknown_customers(
    browser, astrid, exhaust_slots, password, monkeypatch
):
    log_in(browser, people.NOBODY, "0000")
    log_in(browser, people.ASTRID, "0000")
    exhaust_slots()
    observed = [
        work(monkeypatch, lambda number=number: log_in(browser, number, password))
        for number in (people.NOBODY, people.ASTRID)
    ]
    unknown, known = [(seen(response), counts, kinds) for response, counts, kinds in observed]
    assert known == unknown
    assert known[0][0] == 503


@pytest.mark.row("B3")
@pytest.mark.parametrize("number", [people.ASTRID, people.NOBODY])
def test_an_unprocessed_attempt_is_not_counted(browser, astrid, exhaust_slots, number):
    log_in(browser, number, "9513")
    before = Entry.objects.count()
    exhaust_slots()
    for _ in range(6):
        assert log_in(browser, number, "9513").status_code == 503
    assert failures() == 1
    assert Entry.objects.count() == before


def test_an_unprocessed_code_can_be_used_afterwards(
    browser, astrid, kodbox, exhaust_slots, settings
):
    log_in(browser, people.ASTRID)
    code = kodbox.press()
    exhaust_slots()
    assert browser.post(CODE, {"code": code}).status_code == 503
    assert (kodbox.bank_counter(), failures()) == (0, 0)
    settings.REQUESTS_AT_ONCE = 1
    browser.handler.load_middleware()
    assert browser.post(CODE, {"code": code}).status_code == 302
    assert kodbox.bank_counter() == 1


def test_concurrent_requests_are_limited_by_the_setting(settings, rf):
    settings.BUSY_SECONDS, settings.REQUESTS_AT_ONCE = TIMEOUT_SECONDS, 2
    started, may_end = [], threading.Event()

    def respond(_request):
        started.append(1)
        assert may_end.wait(TIMEOUT_SECONDS)
        return HttpResponse()

    waits = partial(REGISTRY.get_sample_value, "hembanken_concurrency_wait_seconds_count")
    before = waits()
    middleware = ConcurrencyLimitMiddleware(respond)
    threads = [threading.Thread(target=middleware, args=(rf.get("/"),)) for _ in range(8)]
    for each in threads:
        each.start()
    wait_until(lambda: len(started) + len(middleware.limit._waiters) == 8)
    assert len(started) == 2
    may_end.set()
    for each in threads:
        each.join()
    assert len(started) == 8
    assert waits() > before


def test_a_slot_is_released_after_an_exception(settings, rf):
    settings.BUSY_SECONDS, settings.REQUESTS_AT_ONCE = 0.02, 1
    middleware = ConcurrencyLimitMiddleware(lambda request: 1 / 0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            middleware(rf.get("/"))


def wait_until(condition):
    end = time.monotonic() + TIMEOUT_SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


def waiting_threads(limit, count):
    """Start threads that wait for a slot; return them, and a list of those that get one."""
    served, threads = [], []
    for index in range(count):
        threads.append(
            threading.Thread(
                target=lambda index=index: limit.acquire(TIMEOUT_SECONDS) and served.append(index)
            )
        )
        threads[-1].start()
        wait_until(lambda index=index: len(limit._waiters) > index)
    return threads, served


def test_slots_are_given_in_order_of_arrival():
    limit = ConcurrencyLimit(1)
    assert limit.acquire(0)
    threads, served = waiting_threads(limit, 5)
    for each in threads:
        limit.release()
        each.join()
        assert not limit.acquire(0)
    assert served == [0, 1, 2, 3, 4]


def test_a_request_that_has_timed_out_takes_no_slot():
    limit = ConcurrencyLimit(1)
    assert limit.acquire(0)
    assert not limit.acquire(0.01)
    limit.release()
    assert [limit.acquire(0), limit.acquire(0)] == [True, False]


def test_a_pool_without_a_free_connection_is_an_overload():
    error = OperationalError()
    error.__cause__ = PoolTimeout()
    assert is_overload(error)
    assert not is_overload(OperationalError())
