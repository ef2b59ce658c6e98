"""What the customer's pages ask of the database: a number that is held, and grows with no rows.

Transaction control is not counted.
"""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.sessions import timeouts
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from tests import people

pytestmark = pytest.mark.django_db
CONTROL = re.compile(r"BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK")
CODE = "/logga-in/behorighetskod/"
OPEN = {
    "/": 0,
    "/logga-in/": 0,
    "/nytt-losenord/": 1,
    "/bestall-kodbox/": 0,
    "/hjalp/": 0,
    "/tillganglighet/": 0,
    "/finns-inte/": 0,
}
LOGGED_IN = {
    "/hem/": 4,
    "/om-hembanken/": 2,
    "/om-hembanken/sakerhetslosning/": 6,
    "/om-hembanken/sakerhetslosning/byt-losenord/": 2,
    "/bestall-kodbox/": 3,
    "/hjalp/": 2,
}


class Counting(Client):
    """A browser that counts what its requests ask, one number for each."""

    def __init__(self):
        super().__init__()
        self.counts = []

    def request(self, **request):
        with CaptureQueriesContext(connection) as queries:
            response = super().request(**request)
        asked = [each for each in queries if not CONTROL.match(each["sql"])]
        self.counts.append(len(asked))
        return response


@pytest.fixture(autouse=True)
def one_moment(monkeypatch):
    """Let all of a test be one moment, however busy the machine is."""
    monkeypatch.setattr(timeouts, "ACTIVITY_RESOLUTION_SECONDS", 3_600)


@pytest.fixture
def customer(astrid, kodbox, texts):
    """Astrid's browser: she has logged in before, and has just done so again."""
    people.log_in(Client(), people.ASTRID, people.PASSWORD, kodbox)
    client = Counting()
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    return client


def test_a_login_asks_little(astrid, kodbox, texts):
    people.log_in(Client(), people.ASTRID, people.PASSWORD, kodbox)
    client = Counting()
    client.get("/logga-in/")
    code = client.post("/logga-in/", {"number": people.ASTRID, "password": people.PASSWORD}).url
    client.get(code)
    client.post(code, {"code": kodbox.press()}, follow=True)
    assert client.counts == [0, 4, 2, 7, 8]


@pytest.mark.parametrize("path", OPEN)
def test_a_page_for_everybody_asks_nothing(path):
    client = Counting()
    client.get(path)
    assert client.counts == [OPEN[path]]


@pytest.mark.parametrize("path", LOGGED_IN)
def test_a_page_asks_the_same_however_much_there_is(customer, astrid, kodbox, path):
    for _time in range(3):
        people.log_in(Client(), people.ASTRID, people.PASSWORD, kodbox)
        audit_log.append(Event.PASSWORD_REFUSED, astrid.pk)
    people.give(astrid)
    customer.counts.clear()
    customer.get(path)
    assert customer.counts == [LOGGED_IN[path]]


def test_activity_is_written_down_when_it_is_another_moment(customer, monkeypatch):
    monkeypatch.setattr(timeouts, "ACTIVITY_RESOLUTION_SECONDS", 0)
    customer.counts.clear()
    customer.get("/hem/")
    assert customer.counts == [LOGGED_IN["/hem/"] + 1]
