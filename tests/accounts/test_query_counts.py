"""The number of queries of each customer page, which does not grow with the number of rows.

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
from kodbox.models import Device, Order, State
from tests import people

pytestmark = pytest.mark.django_db
CONTROL = re.compile(r"BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK")
PUBLIC = {
    "/": 0,
    "/logga-in/": 0,
    "/nytt-losenord/": 1,
    "/bestall-kodbox/": 0,
    "/sparra-kodbox/": 0,
    "/sparra-kodbox/mottagen/": 0,
    "/hjalp/": 0,
    "/tillganglighet/": 0,
    "/personuppgifter/": 0,
    "/finns-inte/": 0,
}
LOGGED_IN = {
    "/hem/": 3,
    "/om-hembanken/": 2,
    "/om-hembanken/avtal/": 3,
    "/om-hembanken/sakerhetslosning/": 6,
    "/om-hembanken/sakerhetslosning/byt-losenord/": 3,
    "/bestall-kodbox/": 3,
    "/bestall-kodbox/avbryt/": 3,
    "/sparra-kodbox/": 2,
    "/hjalp/": 2,
}


class CountingClient(Client):
    """A client that counts the queries of each request."""

    def __init__(self):
        super().__init__()
        self.counts = []

    def request(self, **request):
        with CaptureQueriesContext(connection) as queries:
            response = super().request(**request)
        self.counts.append(sum(not CONTROL.match(query["sql"]) for query in queries))
        return response


@pytest.fixture(autouse=True)
def activity_is_saved_once(monkeypatch):
    """Save no activity during a test, however slow the machine is."""
    monkeypatch.setattr(timeouts, "ACTIVITY_RESOLUTION_SECONDS", 3_600)


@pytest.fixture
def customer(astrid, kodbox, texts):
    """A browser in which Astrid has logged in for the second time."""
    people.log_in(Client(), people.ASTRID, people.PASSWORD, kodbox)
    client = CountingClient()
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    return client


def test_a_login_has_few_queries(astrid, kodbox, texts):
    people.log_in(Client(), people.ASTRID, people.PASSWORD, kodbox)
    client = CountingClient()
    client.get("/logga-in/")
    code = client.post("/logga-in/", {"number": people.ASTRID, "password": people.PASSWORD}).url
    client.get(code)
    client.post(code, {"code": kodbox.press()}, follow=True)
    assert client.counts == [0, 4, 2, 7, 8]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_has_few_queries(path):
    client = CountingClient()
    client.get(path)
    assert client.counts == [PUBLIC[path]]


@pytest.mark.parametrize("path", LOGGED_IN)
def test_a_page_has_the_same_number_of_queries_for_more_rows(customer, astrid, kodbox, path):
    for _time in range(3):
        people.log_in(Client(), people.ASTRID, people.PASSWORD, kodbox)
        audit_log.append(Event.PASSWORD_REFUSED, astrid.pk)
    second = people.give(astrid).device
    Device.objects.filter(pk=second.pk).update(state=State.BLOCKED, slot=None)
    customer.counts.clear()
    customer.get(path)
    assert customer.counts == [LOGGED_IN[path]]


def test_home_reads_an_open_order_with_one_query(customer, astrid):
    Order.objects.create(owner=astrid, state=Order.State.WAITING, delivery="post")
    customer.counts.clear()
    customer.get("/hem/")
    assert customer.counts == [LOGGED_IN["/hem/"] + 1]


def test_later_activity_is_saved_with_one_query(customer, monkeypatch):
    monkeypatch.setattr(timeouts, "ACTIVITY_RESOLUTION_SECONDS", 0)
    customer.counts.clear()
    customer.get("/hem/")
    assert customer.counts == [LOGGED_IN["/hem/"] + 1]
