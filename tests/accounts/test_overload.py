"""Where no turn for a hash comes in time: 503 for everybody alike, and nothing has changed."""

import threading
import time

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.db import OperationalError
from django.test import Client
from psycopg_pool import PoolTimeout

from accounts import hashers
from accounts.models import Account, AttemptCount
from hembanken.journal.models import Entry
from hembanken.overload import Overloaded, Turns, is_cause_of
from hembanken.pages import views
from tests import people
from tests.observing import seen, work

pytestmark = pytest.mark.django_db
HEADING = "Hembanken är upptagen just nu"
CODE = "/logga-in/behorighetskod/"
CHANGE = "/om-hembanken/sakerhetslosning/byt-losenord/"


@pytest.fixture
def taken(settings):
    """Turns that are all taken, as in a flood."""
    settings.BUSY_SECONDS = 0.02
    is_over = threading.Event()
    turns = Turns(1)
    turns._threads.submit(is_over.wait)
    yield turns
    is_over.set()


@pytest.fixture
def busy(taken, monkeypatch):
    """Begin a flood."""
    return lambda: monkeypatch.setattr(hashers, "hashes", taken)


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


def log_in(browser, number, password=people.PASSWORD, **headers):
    form = {"number": number, "password": password}
    return browser.post("/logga-in/", form, headers=headers)


def failures():
    return sum(AttemptCount.objects.values_list("failures", flat=True))


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
def test_an_attempt_that_was_not_looked_at_is_given_back(browser, astrid, busy, number):
    log_in(browser, number, "9513")
    before = Entry.objects.count()
    busy()
    for _ in range(6):
        assert log_in(browser, number, "9513").status_code == 503
    assert failures() == 1
    assert Entry.objects.count() == before


def test_a_code_that_was_not_looked_at_works_afterwards(
    browser, astrid, kodbox, settings, monkeypatch, taken
):
    settings.REFUSALS = "joint"
    log_in(browser, people.ASTRID)
    code = kodbox.press()
    with monkeypatch.context() as patch:
        patch.setattr(hashers, "hashes", taken)
        assert browser.post(CODE, {"code": code}).status_code == 503
    assert (kodbox.bank_counter(), failures()) == (0, 0)
    assert browser.post(CODE, {"code": code}).status_code == 302
    assert kodbox.bank_counter() == 1


def test_a_password_is_changed_wholly_or_not_at_all(logged_in, astrid, busy):
    logged_in.raise_request_exception = False
    busy()
    form = {"current": people.PASSWORD, "choice": "8305", "again": "8305"}
    assert logged_in.post(CHANGE, form).status_code == 503
    assert Account.objects.get(pk=astrid.pk).password == astrid.password
    assert failures() == 0


def test_no_more_hashes_are_computed_at_once_than_the_setting_says(settings, monkeypatch):
    under_way, most = [], []
    plain = hashers.Argon2PasswordHasher.encode

    def watched(*args):
        under_way.append(1)
        most.append(len(under_way))
        time.sleep(0.02)
        try:
            return plain(*args)
        finally:
            under_way.pop()

    settings.BUSY_SECONDS = 10
    monkeypatch.setattr(hashers.Argon2PasswordHasher, "encode", watched)
    monkeypatch.setattr(hashers, "hashes", Turns(2))
    threads = [threading.Thread(target=make_password, args=("4071",)) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert max(most) == 2


def test_making_a_hash_and_comparing_with_one_take_a_turn_each(astrid, busy):
    busy()
    with pytest.raises(Overloaded):
        make_password(people.PASSWORD)
    with pytest.raises(Overloaded):
        check_password(people.PASSWORD, astrid.password)


def test_a_turn_is_given_back_whatever_happens():
    turns = Turns(1)
    with pytest.raises(ZeroDivisionError):
        turns.take(divmod, 1, 0)
    assert turns.take(divmod, 7, 2) == (3, 1)


def test_what_has_begun_is_waited_for(settings):
    settings.BUSY_SECONDS = 0.01
    assert Turns(1).take(lambda: time.sleep(0.1) or "done") == "done"


def test_what_was_given_up_is_not_done_later(settings):
    settings.BUSY_SECONDS = 0.01
    is_over, done, turns = threading.Event(), [], Turns(1)
    turns._threads.submit(is_over.wait)
    with pytest.raises(Overloaded):
        turns.take(done.append, 1)
    is_over.set()
    turns.take(lambda: None)
    assert done == []


def test_a_database_without_a_free_connection_is_as_busy():
    error = OperationalError()
    error.__cause__ = PoolTimeout()
    assert is_cause_of(error)
    assert not is_cause_of(OperationalError())
