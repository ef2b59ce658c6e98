"""The kodbox beside the pages: chosen on /demo/, until it is put away, never in production."""

import runpy

import pytest
from django.test import Client

import hembanken.settings
from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from hembanken.demonstration.companion import COOKIE
from tests.guarded import HEADERS, POLICY, directives
from tests.hembanken.demonstration.conftest import log_in

CHOOSE, FIRST, CLOSE = "/demo/logga-in/", "/demo/forsta-inloggningen/", "/demo/stang/"
MIDDLEWARE = "hembanken.demonstration.companion.CompanionMiddleware"


@pytest.fixture
def serial(bank_people):
    return bank_people("Astrid")["kodboxes"][0]["serial"]


@pytest.fixture
def beside(client, serial):
    """A browser that has chosen Astrid's kodbox."""
    client.post(CHOOSE, {"serial": serial})
    return client


def frame(serial):
    return f'<iframe class="companion__frame" src="/kodbox/{serial}/bredvid/"'


def test_it_stands_beside_the_login_and_every_page_after(beside, serial):
    for path in ("/logga-in/", "/nytt-losenord/", "/hjalp/", "/tillganglighet/"):
        page = beside.get(path, headers={"accept-encoding": "gzip"})
        assert frame(serial) in page.text
        assert "Kodbox för Astrid Avtal" in page.text
        assert page.text.count("css/companion.css") == 1


def test_a_page_may_frame_it_and_may_itself_not_be_framed(beside):
    page = beside.get("/logga-in/")
    assert directives(page) == POLICY | {"frame-src": "'self'"}
    assert page.headers["X-Frame-Options"] == HEADERS["X-Frame-Options"] == "DENY"


def test_only_the_kodbox_may_be_framed_and_only_by_this_site(client, serial):
    page = client.get(f"/kodbox/{serial}/bredvid/")
    assert directives(page) == POLICY | {"frame-ancestors": "'self'"}
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert directives(client.get(f"/kodbox/{serial}/")) == POLICY


def test_without_a_choice_no_page_has_it(client, serial):
    page = client.get("/logga-in/")
    assert "companion" not in page.text
    assert directives(page) == POLICY


def test_the_page_of_the_people_and_the_kodbox_itself_are_without_it(beside, serial):
    assert "companion" not in beside.get("/demo/").text
    assert "companion" not in beside.get(f"/kodbox/{serial}/").text


def test_it_is_put_away(beside):
    assert beside.post(CLOSE).url == "/demo/"
    assert "companion" not in beside.get("/logga-in/").text


@pytest.mark.parametrize("value", ["", "x", "1000000099", "../1", "9" * 500])
def test_an_unknown_kodbox_is_never_beside(bank_people, client, value):
    assert client.post(CHOOSE, {"serial": value}).status_code == 404
    client.cookies[COOKIE] = value
    assert "companion" not in client.get("/logga-in/").text


def test_the_first_login_begins_in_one_click_and_from_the_beginning(bank_people, client):
    bank_people("Cecilia")
    for _time in range(2):
        assert client.post(FIRST).url == "/nytt-losenord/"
    kodbox = bank_people("Cecilia")["kodboxes"][0]
    page = client.get("/nytt-losenord/").text
    assert frame(kodbox["serial"]) in page
    assert kodbox["start_pin"] in page


def test_whoever_is_logged_in_is_logged_out_first(bank_people, client, serial):
    entry = bank_people("Astrid")
    log_in(entry, client)
    client.post(CHOOSE, {"serial": serial})
    assert client.get("/hem/").status_code == 302
    assert Entry.objects.filter(account_id=entry["account"], event=Event.LOGGED_OUT).exists()


@pytest.mark.parametrize("path", [CHOOSE, FIRST, CLOSE])
def test_a_button_needs_a_post_with_a_token(bank_people, path):
    assert Client().get(path).status_code == 405
    assert Client(enforce_csrf_checks=True).post(path).status_code == 403


@pytest.mark.parametrize(("profile", "is_there"), [("demo", True), ("production", False)])
def test_it_exists_in_the_demonstration_only(monkeypatch, profile, is_there):
    monkeypatch.setenv("HEMBANKEN_PROFILE", profile)
    loaded = runpy.run_path(hembanken.settings.__file__)
    assert (MIDDLEWARE in loaded["MIDDLEWARE"]) is is_there
    assert ("hembanken.demonstration" in loaded["INSTALLED_APPS"]) is is_there
    assert "frame-src" not in loaded["SECURE_CSP"]
