"""Stored sessions: a row cannot be used without the cookie of its browser."""

import hmac
import re

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client

from hembanken.crypto import keys
from hembanken.crypto.keys import Keyring
from hembanken.sessions import store
from hembanken.sessions.models import Session
from hembanken.sessions.store import SessionStore

pytestmark = pytest.mark.django_db
NEWER = b"n" * 32


@pytest.fixture
def session():
    session = SessionStore()
    session["held"] = "something"
    session.save()
    return session


@pytest.fixture
def newer_key(session, monkeypatch):
    """Add a second key version after the session was stored."""
    ring = keys.keyring().keys
    ring_with_newer = Keyring({**ring, "session": {**ring["session"], 2: NEWER}})
    monkeypatch.setattr(store, "keyring", lambda: ring_with_newer)


def test_the_row_reveals_neither_key_nor_content(session):
    row = Session.objects.get()
    stored = f"{row.pk} {bytes(row.session_data).decode('latin-1')} {row}"
    assert session.session_key not in stored
    assert "something" not in stored


def test_a_stolen_row_does_not_log_in(logged_in):
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = Session.objects.get().pk
    assert thief.get("/hem/").url.startswith("/logga-in/")


def test_content_moved_to_another_row_cannot_be_decrypted(session):
    stolen = Session.objects.get().session_data
    planted = SessionStore()
    planted.create()
    Session.objects.update(session_data=stolen)
    assert SessionStore(session.session_key).get("held") == "something"
    assert SessionStore(planted.session_key).get("held") is None


def test_a_session_survives_the_rotation_of_its_key(session, newer_key):
    again = SessionStore(session.session_key)
    assert again["held"] == "something"
    again.save()
    key = session.session_key.encode()
    assert Session.objects.get().pk == hmac.digest(NEWER, key, "sha256").hex()
    assert SessionStore(session.session_key)["held"] == "something"


def test_a_session_under_an_older_key_can_be_deleted(session, newer_key):
    session.delete()
    assert not Session.objects.exists()


def test_a_deleted_session_is_not_saved_again(session):
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()
    assert not Session.objects.exists()


def test_an_expired_session_is_not_found(session, pass_time):
    pass_time(settings.SESSION_SECONDS + 1)
    assert SessionStore(session.session_key).get("held") is None


@pytest.mark.row("E2")
def test_a_session_key_has_more_than_128_bits(session):
    assert len(session.session_key) * 6 >= 128
    assert re.fullmatch(r"[A-Za-z0-9_-]+", session.session_key)


def test_a_key_that_was_renewed_twice_replaces_the_earlier_key(session):
    earlier = session.session_key
    session.cycle_key()
    session.cycle_key()
    assert SessionStore(earlier)["held"] == "something"  # The row changes only when it is saved.
    session.save()
    assert SessionStore(session.session_key)["held"] == "something"
    assert SessionStore(earlier).load() == {}
    assert Session.objects.count() == 1


def test_two_requests_that_renew_a_key_at_once_both_keep_a_session(session):
    first, second = SessionStore(session.session_key), SessionStore(session.session_key)
    first.cycle_key()
    second.cycle_key()
    first.save()
    second.save()
    assert first.session_key != second.session_key
    for renewed in (first, second):
        assert SessionStore(renewed.session_key)["held"] == "something"


def test_a_session_flushed_after_its_key_was_renewed_is_deleted(session):
    earlier = session.session_key
    session.cycle_key()
    session.flush()
    session["held"] = "something else"
    session.save()
    assert SessionStore(earlier).load() == {}
