"""Sessions at rest: their rows open for nobody but the browser that has the cookie."""

import hmac
import re

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client

from hembanken.crypto import encryption, keys
from hembanken.crypto.keys import Keyring
from hembanken.sessions import store
from hembanken.sessions.models import Session
from hembanken.sessions.store import SessionStore

pytestmark = pytest.mark.django_db
NEWER = b"n" * 32


@pytest.fixture
def session():
    """A stored session that holds something."""
    session = SessionStore()
    session["held"] = "something"
    session.save()
    return session


@pytest.fixture
def newer_key(session, monkeypatch):
    """The session's key has got a second version since the session was stored."""
    ring = keys.keyring().keys
    turned = Keyring({**ring, "session": {**ring["session"], 2: NEWER}})
    monkeypatch.setattr(store, "keyring", lambda: turned)


def test_a_session_is_found_again_by_its_key(session):
    assert SessionStore(session.session_key)["held"] == "something"


def test_the_row_tells_neither_key_nor_content(session):
    row = Session.objects.get()
    stored = f"{row.pk} {bytes(row.session_data).decode('latin-1')} {row}"
    assert session.session_key not in stored
    assert "something" not in stored


def test_what_the_row_is_found_under_opens_nothing(session):
    assert SessionStore(Session.objects.get().pk).load() == {}


def test_a_stolen_row_logs_nobody_in(logged_in):
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = Session.objects.get().pk
    assert thief.get("/hem/").url.startswith("/logga-in/")


def test_content_that_was_moved_to_another_row_does_not_open(session):
    stolen = Session.objects.get().session_data
    planted = SessionStore()
    planted.create()
    Session.objects.update(session_data=stolen)
    assert SessionStore(session.session_key).get("held") == "something"
    assert SessionStore(planted.session_key).get("held") is None


def test_a_session_outlives_the_turning_of_its_key(session, newer_key):
    again = SessionStore(session.session_key)
    assert again["held"] == "something"
    again.save()
    key = session.session_key.encode()
    assert Session.objects.get().pk == hmac.digest(NEWER, key, "sha256").hex()
    assert SessionStore(session.session_key)["held"] == "something"


def test_a_session_under_an_older_key_can_be_ended(session, newer_key):
    session.delete()
    assert not Session.objects.exists()


def test_a_session_that_was_ended_meanwhile_is_not_saved(session):
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()
    assert not Session.objects.exists()


def test_an_expired_session_is_not_found(session, pass_time):
    pass_time(settings.SESSION_SECONDS + 1)
    assert SessionStore(session.session_key).get("held") is None


@pytest.mark.row("E2")
def test_a_key_has_more_than_128_bits(session):
    assert len(session.session_key) * 6 >= 128
    assert re.fullmatch(r"[A-Za-z0-9_-]+", session.session_key)


def test_rotation_finds_the_sealed_column(session):
    row = Session.objects.get()
    opened = encryption.decrypt(
        row.session_data, encryption.associated_data(row, Session.ENCRYPTED_COLUMNS[0])
    )
    assert b"something" in opened


@pytest.mark.row("E6")
def test_no_cookie_outlives_its_browser(client):
    cookie = client.get("/nytt-losenord/").cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")


def test_a_renewed_key_takes_the_place_of_the_earlier_one(session):
    earlier = session.session_key
    session.cycle_key()
    assert SessionStore(earlier)["held"] == "something"  # nothing has changed before it is saved
    session.save()
    assert SessionStore(session.session_key)["held"] == "something"
    assert SessionStore(earlier).load() == {}
    assert Session.objects.count() == 1


def test_a_key_may_be_renewed_twice_before_it_is_saved(session):
    earlier = session.session_key
    session.cycle_key()
    session.cycle_key()
    session.save()
    assert SessionStore(earlier).load() == {}
    assert SessionStore(session.session_key)["held"] == "something"


def test_of_two_that_renew_a_key_both_go_on(session):
    first, second = SessionStore(session.session_key), SessionStore(session.session_key)
    for each in (first, second):
        each.cycle_key()
    first.save()
    second.save()
    assert first.session_key != second.session_key
    assert [SessionStore(each.session_key)["held"] for each in (first, second)] == ["something"] * 2


def test_a_session_that_is_emptied_after_its_key_was_renewed_is_gone(session):
    earlier = session.session_key
    session.cycle_key()
    session.flush()
    session["held"] = "something else"
    session.save()
    assert SessionStore(earlier).load() == {}
