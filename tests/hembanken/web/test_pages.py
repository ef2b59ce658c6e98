"""The pages that need no customer."""

import re

import pytest
from django.test import Client

from hembanken.web import views

OPEN = ["/logga-in/", "/nytt-losenord/", "/bestall-kodbox/", "/hjalp/", "/tillganglighet/"]
TOPICS = [
    "forsta-inloggningen",
    "anvanda-kodboxen-forsta-gangen",
    "gora-behorighetskod",
    "fel-behorighetskod",
    "byta-pinkod",
    "fel-personnummer-eller-losenord",
    "glomt-losenord",
    "byta-losenord",
    "bestalla-kodbox",
    "borttappad-kodbox",
]
pytestmark = pytest.mark.django_db


@pytest.mark.row("G14")
@pytest.mark.parametrize("path", [*OPEN, "/no-such-page/"])
def test_every_page_is_swedish_and_says_how_to_reach_kundservice(client, path, settings):
    text = client.get(path).text
    assert '<html lang="sv">' in text
    assert settings.KUNDSERVICE_PHONE in text.replace("\u00a0", " ")
    assert 'href="/hjalp/"' in text


@pytest.mark.parametrize("topic", TOPICS)
def test_help_answers_each_topic(client, topic):
    assert len(re.findall(f'id="{topic}"', client.get("/hjalp/").text)) == 1


def test_every_topic_that_a_form_names_exists(client, astrid):
    form = client.post("/logga-in/", {"number": "x", "password": "x"}).text
    anchors = re.findall(r"/hjalp/#([a-z-]+)", form)
    assert anchors
    assert set(anchors) <= set(TOPICS)


@pytest.mark.row("A11", "F9", "G2", "G3", "G7")
def test_fields_tell_browsers_what_they_are(client):
    text = client.get("/nytt-losenord/").text
    assert 'autocomplete="username"' in text
    assert 'autocomplete="one-time-code"' in text
    assert text.count('inputmode="numeric"') == 2
    assert "novalidate" in text
    assert "ÅÅMMDD-XXXX" in text
    password = re.search('<input[^>]*name="password"[^>]*>', client.get("/logga-in/").text)[0]
    assert 'type="password"' in password
    assert 'autocomplete="current-password"' in password


@pytest.mark.row("G1", "G3")
@pytest.mark.parametrize("path", [*OPEN, "/personal/login/"])
def test_nothing_that_is_pasted_is_cut(client, path):
    assert "maxlength" not in client.get(path).text


@pytest.mark.row("I5")
def test_a_fault_gives_a_plain_page_that_says_whom_to_call(monkeypatch, settings):
    client = Client(raise_request_exception=False)
    monkeypatch.setattr(views, "render", lambda *args: 1 / 0)
    response = client.get("/hjalp/")
    assert response.status_code == 500
    assert "Traceback" not in response.text
    assert "<h1" in response.text
    assert settings.KUNDSERVICE_PHONE in response.text


@pytest.mark.row("H8")
@pytest.mark.parametrize("path", OPEN)
def test_pages_load_nothing_from_elsewhere(client, path):
    assert re.findall(r'(?:src|href)="(?:https?:)?//', client.get(path).text) == []


def test_a_body_that_is_too_large_is_refused_with_a_page(client):
    response = client.post("/logga-in/", {"number": "1" * 3_000_000})
    assert response.status_code == 400
    assert "<h1" in response.text


def test_a_broken_form_to_a_page_that_is_not_there_is_told_so(db):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.get("/logga-in/")
    broken = {"data": "x", "content_type": "multipart/form-data; boundary="}
    assert client.post("/finns-inte/", **broken).status_code == 404
