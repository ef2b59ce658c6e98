"""The list of a customer's active sessions, and ending all of them."""

import re
from contextlib import suppress

import pytest
from django.conf import settings
from django.test import Client

from accounts.sessions import active
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from hembanken.request_context import Actor
from hembanken.sessions.models import Session
from hembanken.sessions.store import stored_keys
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.row("E9")]
SECURITY = "/om-hembanken/sakerhetslosning/"
EVERYWHERE = SECURITY + "logga-ut-overallt/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def other(logged_in, kodbox):
    """A second browser in which Astrid is logged in."""
    client = Client(headers={"user-agent": FIREFOX})
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    return client


def listed(client):
    """Return for each session in the list whether it is the current one."""
    return [session.is_current for session in client.get(SECURITY).context["sessions"]]


def test_both_sessions_are_listed_and_the_current_one_is_marked(logged_in, other):
    assert listed(logged_in) == [False, True]
    assert listed(other) == [True, False]
    page = other.get(SECURITY).text
    assert page.count("Den här enheten") == 1
    assert "Firefox på Linux" in page
    assert "Okänd webbläsare" in page


def test_no_part_of_a_session_key_is_shown(logged_in, other):
    page = logged_in.get(SECURITY).text
    secrets = [other.session.session_key, *(row.pk for row in Session.objects.all())]
    tokens = set(re.findall(r"[A-Za-z0-9]{6,}", page))
    assert not [token for token in tokens if any(token in secret for secret in secrets)]


def test_an_expired_session_is_not_listed(logged_in, other, pass_time):
    pass_time(200)
    logged_in.get("/hem/")
    pass_time(101)
    assert listed(logged_in) == [True]


def test_a_session_that_a_new_password_ended_is_not_listed(logged_in, other):
    form = {"current": people.PASSWORD, "choice": "9513", "again": "9513"}
    logged_in.post(SECURITY + "byt-losenord/", form)
    assert listed(logged_in) == [True]


def test_a_session_that_cannot_be_decrypted_is_not_listed(logged_in, other):
    current_keys = stored_keys(logged_in.session.session_key)
    Session.objects.exclude(pk__in=current_keys).update(session_data=b"broken")
    assert listed(logged_in) == [True]


def test_another_customers_session_is_not_listed(logged_in, bo):
    client = Client()
    people.settle(bo)
    people.log_in(client, people.BO, people.PASSWORD, people.give(bo, active=True))
    assert listed(client) == [True]


def test_one_button_ends_every_session(logged_in, other, astrid):
    cookie = logged_in.cookies[settings.SESSION_COOKIE_NAME].value
    response = logged_in.post(EVERYWHERE)
    assert not Session.objects.filter(account_id=astrid.pk).exists()
    assert response.headers["Clear-Site-Data"] == '"storage"'
    assert "utloggad överallt" in logged_in.get(response.url).text
    assert other.get("/hem/").status_code == 302
    logged_in.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert logged_in.get("/hem/").status_code == 302
    assert Entry.objects.filter(event=Event.SESSIONS_ENDED, account_id=astrid.pk).count() == 1


def test_ending_all_sessions_ends_an_unfinished_login(logged_in, kodbox):
    unfinished = Client()
    unfinished.post("/logga-in/", {"number": people.ASTRID, "password": people.PASSWORD})
    logged_in.post(EVERYWHERE)
    code = {"code": kodbox.press()}
    assert unfinished.post("/logga-in/behorighetskod/", code).url == "/logga-in/"
    assert kodbox.bank_counter() == 1


def test_no_session_ends_if_the_event_cannot_be_recorded(logged_in, astrid, monkeypatch):
    monkeypatch.setattr(audit_log, "append", lambda *args, **options: 1 / 0)
    with suppress(ZeroDivisionError):
        active.end_all(astrid, Actor(astrid.pk))
    monkeypatch.undo()
    assert logged_in.get("/hem/").status_code == 200


@pytest.mark.row("E8")
def test_a_get_request_ends_no_session(logged_in):
    assert logged_in.get(EVERYWHERE).url == SECURITY
    assert logged_in.get("/hem/").status_code == 200
