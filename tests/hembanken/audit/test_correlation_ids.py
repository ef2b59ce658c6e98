"""The events of one login, reset or session share a correlation id."""

import pytest
from django.test import RequestFactory

from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from hembanken.request_context import context_of
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.row("B14")]
CODE = "/logga-in/behorighetskod/"


def enter_password(client, password=people.PASSWORD):
    client.post("/logga-in/", {"number": people.ASTRID, "password": password})


def correlated():
    """Return the events of each correlation id, the oldest first."""
    events = {}
    for entry in Entry.objects.exclude(correlation_id="").order_by("at", "sequence"):
        events.setdefault(entry.correlation_id, []).append(entry.event)
    return list(events.values())


def test_each_login_has_one_correlation_id_until_its_session_ends(client, astrid, kodbox):
    for _ in range(2):
        enter_password(client)
        client.post(CODE, {"code": "00000000"})
        client.post(CODE, {"code": kodbox.press()}, follow=True)
        client.post("/logga-ut/")
    assert correlated() == [[Event.CODE_REFUSED, Event.LOGIN_COMPLETED, Event.LOGGED_OUT]] * 2


def test_a_reset_has_one_correlation_id_from_its_code_on(client, cecilia):
    kodbox = people.give(cecilia)
    client.post("/nytt-losenord/", {"number": people.CECILIA, "code": kodbox.press()})
    client.post("/nytt-losenord/temporart/")
    assert correlated() == [[Event.DEVICE_ACTIVATED, Event.TEMPORARY_PASSWORD_ISSUED]]


def test_a_refused_login_gets_no_session_and_its_own_correlation_id(client, astrid):
    for _ in range(2):
        enter_password(client, "9513")
    assert correlated() == [[Event.PASSWORD_REFUSED]] * 2
    assert "hembanken-session" not in client.cookies


def test_each_request_has_one_correlation_id():
    request = RequestFactory().get("/")
    assert context_of(request).correlation_id == context_of(request).correlation_id != ""
    assert context_of(RequestFactory().get("/")) != context_of(request)


def test_a_correlation_id_reveals_nothing_about_the_session_key(client, astrid, kodbox):
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    correlation_id = Entry.objects.get(event=Event.LOGIN_COMPLETED).correlation_id
    assert correlation_id not in client.session.session_key
    assert client.session.session_key not in correlation_id
