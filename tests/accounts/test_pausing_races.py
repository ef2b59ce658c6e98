"""A pause and a login at the same time, on PostgreSQL: whichever commits first wins."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal

import pytest
from django.db import connection, connections
from django.test import Client

from accounts import pausing
from accounts.models import Account
from accounts.sessions import last_login
from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from tests import people

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.plans]
LOGIN = {"number": people.ASTRID, "password": people.PASSWORD}
WAIT_SECONDS = 20


@pytest.fixture
def client(client, astrid, kodbox):
    """A browser one GET away from the end of Astrid's login."""
    client.post("/logga-in/", LOGIN)
    assert client.post("/logga-in/behorighetskod/", {"code": kodbox.press()}).url == "/hem/"
    return client


@pytest.fixture
def beside():
    """Return a function that starts a call in another thread with a connection of its own."""
    with ThreadPoolExecutor(2) as pool:

        def start(call):
            def call_and_close():
                try:
                    return call()
                finally:
                    connections.close_all()

            return pool.submit(call_and_close)

        yield start


def is_waiting(count=1):
    """Return once so many connections wait for a lock."""
    for _ in range(2_000):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone()[0] >= count:
                return True
            cursor.execute("SELECT pg_sleep(0.01)")
    return False


def events():
    kinds = (Event.LOGIN_COMPLETED, Event.PAUSED)
    entries = Entry.objects.filter(event__in=kinds).order_by("sequence")
    return list(entries.values_list("event", flat=True))


@pytest.mark.row("S12", "C23")
def test_a_pause_waits_for_the_login_that_came_first_and_ends_its_session(
    client, beside, monkeypatch
):
    reached, go_on = Signal(), Signal()
    real = last_login.start

    def stop_here(request, account):
        reached.set()
        assert go_on.wait(WAIT_SECONDS)
        real(request, account)

    monkeypatch.setattr(last_login, "start", stop_here)
    login = beside(lambda: client.get("/hem/"))
    assert reached.wait(WAIT_SECONDS)
    pause = beside(lambda: Client().post("/sparra-kodbox/", LOGIN))
    assert is_waiting()
    go_on.set()
    assert pause.result(WAIT_SECONDS).status_code == 302
    login.result(WAIT_SECONDS)
    assert events() == [Event.LOGIN_COMPLETED, Event.PAUSED]
    assert client.get("/om-hembanken/").status_code == 302


@pytest.mark.row("S12", "C23")
def test_a_login_waits_for_the_pause_that_came_first_and_does_not_get_in(
    client, astrid, beside, monkeypatch
):
    reached, go_on = Signal(), Signal()
    real = pausing.audit_log.append

    def stop_here(event, *values, **options):
        if event == Event.PAUSED:
            reached.set()
            assert go_on.wait(WAIT_SECONDS)
        real(event, *values, **options)

    monkeypatch.setattr(pausing.audit_log, "append", stop_here)
    pause = beside(lambda: Client().post("/sparra-kodbox/", LOGIN))
    assert reached.wait(WAIT_SECONDS)
    login = beside(lambda: client.get("/hem/"))
    assert is_waiting()
    go_on.set()
    pause.result(WAIT_SECONDS)
    assert login.result(WAIT_SECONDS).url == "/logga-in/"
    assert events() == [Event.PAUSED]


def test_of_many_pauses_at_once_one_is_recorded(astrid, beside):
    posts = [beside(lambda: Client().post("/sparra-kodbox/", LOGIN)) for _ in range(4)]
    assert {post.result(WAIT_SECONDS).status_code for post in posts} == {302}
    assert events() == [Event.PAUSED]
    assert Account.objects.get(pk=astrid.pk).paused_at
