"""The public pages and the error pages."""

import re

import pytest
from django.test import Client

from hembanken.web import views
from tests import people
from tests.forms import submit
from tests.server.running import ROOT

PUBLIC_PAGES = [
    *("/logga-in/", "/nytt-losenord/", "/bestall-kodbox/"),
    *("/hjalp/", "/tillganglighet/", "/personuppgifter/"),
]
TOPICS = [
    *("forsta-inloggningen", "anvanda-kodboxen-forsta-gangen", "gora-behorighetskod"),
    *("fel-behorighetskod", "byta-pinkod", "fel-personnummer-eller-losenord", "glomt-losenord"),
    *("byta-losenord", "bestalla-kodbox", "borttappad-kodbox"),
]
pytestmark = pytest.mark.django_db


@pytest.mark.row("G14")
@pytest.mark.parametrize("path", [*PUBLIC_PAGES, "/no-such-page/"])
def test_every_page_is_swedish_and_shows_how_to_reach_kundservice(client, path, settings):
    text = client.get(path).text
    assert '<html lang="sv">' in text
    assert settings.KUNDSERVICE_PHONE in text.replace("\u00a0", " ")
    assert 'href="/hjalp/"' in text


@pytest.mark.parametrize("topic", TOPICS)
def test_help_has_each_topic(client, topic):
    assert len(re.findall(f'id="{topic}"', client.get("/hjalp/").text)) == 1


def test_every_help_topic_linked_by_a_form_exists(client, astrid):
    form = submit(client, "/logga-in/", {"number": "x", "password": "x"}).text
    anchors = re.findall(r"/hjalp/#([a-z-]+)", form)
    assert anchors
    assert set(anchors) <= set(TOPICS)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_browser_does_not_translate_what_the_kodbox_displays(client, language):
    shown = client.get("/hjalp/", headers={"accept-language": language}).text
    tags = re.findall(r'<(?:samp|kbd|div class="kodbox |div class="kodbox")[^>]*>', shown)
    assert len(tags) > 30
    assert [tag for tag in tags if 'translate="no"' not in tag] == []


def test_the_bank_never_asks_for_a_code_beside_the_code_field(client, astrid):
    warning = "Banken ringer eller skriver aldrig och ber om en kod."
    credentials = {"number": people.ASTRID, "password": people.PASSWORD}
    code_page = client.post("/logga-in/", credentials, follow=True).text
    for page in (code_page, Client().get("/nytt-losenord/").text):
        form = page[page.index('class="form"') : page.index("</form>", page.index('class="form"'))]
        assert form.index('name="code"') < form.index(warning)
    for path in ("/logga-in/", "/personal/login/"):
        assert warning not in Client().get(path).text


@pytest.mark.row("A11", "F9", "G2", "G3", "G7")
def test_fields_have_autocomplete_and_input_mode(client):
    text = client.get("/nytt-losenord/").text
    assert 'autocomplete="username"' in text
    assert 'autocomplete="one-time-code"' in text
    assert text.count('inputmode="numeric"') == 2
    assert "novalidate" in text
    assert "Tio siffror utan bindestreck: ååmmddxxxx" in text
    password = re.search('<input[^>]*name="password"[^>]*>', client.get("/logga-in/").text)[0]
    assert 'type="password"' in password
    assert 'autocomplete="current-password"' in password


@pytest.mark.row("G1", "G3")
@pytest.mark.parametrize("path", [*PUBLIC_PAGES, "/personal/login/"])
def test_pasted_text_is_not_cut(client, path):
    assert "maxlength" not in client.get(path).text


@pytest.mark.row("I5")
def test_an_exception_gives_a_page_with_the_phone_number(monkeypatch, settings):
    client = Client(raise_request_exception=False)
    monkeypatch.setattr(views, "render", lambda *args: 1 / 0)
    response = client.get("/hjalp/")
    assert response.status_code == 500
    assert "Traceback" not in response.text
    assert "<h1" in response.text
    assert settings.KUNDSERVICE_PHONE in response.text


def test_a_malformed_form_to_an_unknown_path_gets_404(db):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.get("/logga-in/")
    malformed = {"data": "x", "content_type": "multipart/form-data; boundary="}
    assert client.post("/finns-inte/", **malformed).status_code == 404


def test_a_page_with_a_column_beside_its_text_is_wide():
    pages = [(page, page.read_text()) for page in ROOT.glob("templates/accounts/*.html")]
    beside = [(page.name, text) for page, text in pages if 'class="split' in text]
    assert len(beside) > 8
    assert [name for name, text in beside if '{% extends "wide.html" %}' not in text] == []
