"""What the events of one login, reset or session have in common, so that it can be followed."""

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


def told():
    """Return the kinds of event of each interaction, in the order in which these began."""
    found = {}
    for entry in Entry.objects.exclude(correlation_id="").order_by("at", "sequence"):
        found.setdefault(entry.correlation_id, []).append(entry.event)
    return list(found.values())


def test_a_login_is_one_interaction_until_its_session_ends(client, astrid, kodbox):
    enter_password(client)
    client.post(CODE, {"code": "00000000"})
    client.post(CODE, {"code": kodbox.press()}, follow=True)
    client.post("/logga-ut/")
    assert told() == [[Event.CODE_REFUSED, Event.LOGIN_COMPLETED, Event.LOGGED_OUT]]


def test_each_login_is_an_interaction_of_its_own(client, astrid, kodbox):
    for _ in range(2):
        people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
        client.post("/logga-ut/")
    assert told() == [[Event.LOGIN_COMPLETED, Event.LOGGED_OUT]] * 2


def test_a_reset_is_one_interaction_from_its_code_on(client, cecilia):
    kodbox = people.give(cecilia)
    client.post("/nytt-losenord/", {"number": people.CECILIA, "code": kodbox.press()})
    client.post("/nytt-losenord/temporart/", {"draw": "1"})
    assert told() == [[Event.DEVICE_ACTIVATED, Event.TEMPORARY_PASSWORD_ISSUED]]


def test_a_refused_stranger_gets_no_session_and_each_refusal_a_token(client, astrid):
    for _ in range(2):
        enter_password(client, "9513")
    assert told() == [[Event.PASSWORD_REFUSED]] * 2
    assert "hembanken-session" not in client.cookies


def test_events_of_one_request_share_its_token():
    request = RequestFactory().get("/")
    assert context_of(request).correlation_id == context_of(request).correlation_id != ""
    assert context_of(RequestFactory().get("/")) != context_of(request)


def test_a_token_says_nothing_of_the_sessions_key(client, astrid, kodbox):
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    token = Entry.objects.get(event=Event.LOGIN_COMPLETED).correlation_id
    assert token not in client.session.session_key
    assert client.session.session_key not in token
