"""The language switch and the language of the browser."""

import re

import pytest
from django.test import Client

from accounts.models import Account
from hembanken.staff.models import Proposal
from hembanken.web import views
from tests import people, staff
from tests.accounts import roads
from tests.forms import submit

SWITCH = "/sprak/"
PUBLIC = ["/logga-in/", "/nytt-losenord/", "/bestall-kodbox/", "/hjalp/", "/nej/", staff.LOGIN_URL]
STAFF_PAGES = ["/personal/", "/personal/kodbox/device/", "/personal/accounts/account/"]
FOREIGN = ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"]
FORM = re.compile(rf'<form class="language" method="post" action="{SWITCH}">.*?</form>', re.DOTALL)
pytestmark = pytest.mark.django_db


def language_of(response):
    return re.search(r'<html lang="(\w+)"', response.text)[1]


def switch_of(response):
    """Return the form fields of a page's only switch."""
    (form,) = FORM.findall(response.text)
    return dict(re.findall(r'name="(\w+)" value="([^"]+)"', form))


def switch(client, path):
    return submit(client, SWITCH, switch_of(client.get(path)))


@pytest.mark.parametrize("path", PUBLIC)
def test_the_switch_shows_the_same_page_in_the_other_language(client, path):
    assert switch(client, path).headers["Location"] == path
    assert language_of(client.get(path)) == "en"
    assert switch(client, path).headers["Location"] == path
    assert language_of(client.get(path)) == "sv"


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_staff_pages_have_the_switch_beside_the_logout(path):
    karin = staff.hire_and_log_in("karin", "kundservice")
    page = karin.get(path).text
    assert 0 < page.index(f'action="{SWITCH}"') - page.index('id="logout-form"') < 1_000
    assert switch(karin, path).headers["Location"] == path
    assert "Log out" in karin.get(path).text


def test_the_switch_works_on_both_hosts_of_a_site_with_a_staff_host(client, settings):
    settings.STAFF_HOST, settings.ALLOWED_HOSTS = "localhost", ["localhost", "127.0.0.1"]
    form = {"language": "en", "next": "/"}
    for host in ("localhost", "127.0.0.1"):
        assert submit(client, SWITCH, form, headers={"host": host}).headers["Location"] == "/"


def test_a_login_continues_in_the_other_language(client, astrid, kodbox):
    submit(client, "/logga-in/", {"number": people.ASTRID, "password": people.PASSWORD})
    assert switch(client, "/logga-in/behorighetskod/").headers["Location"].endswith("kod/")
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    assert "Welcome, Astrid" in client.get("/hem/").text


@pytest.mark.row("F8")
def test_the_switch_carries_no_query_and_no_form_data(client, astrid):
    form = {"number": people.ASTRID, "password": "9513"}
    refused = submit(client, f"/logga-in/?number={people.ASTRID}", form)
    assert switch_of(refused)["next"] == "/logga-in/"


def test_a_page_with_a_new_password_has_no_switch(texts):
    walker = roads.settled()
    for _stop in roads.start_reset(walker):
        pass
    assert switch_of(walker.client.get("/nytt-losenord/temporart/"))
    shown = submit(walker.client, "/nytt-losenord/temporart/")
    assert shown.context["password"] in shown.text
    assert FORM.findall(shown.text) == []


@pytest.mark.parametrize("path", FOREIGN)
def test_the_switch_does_not_redirect_to_another_site(client, path):
    response = submit(client, SWITCH, {"language": "en", "next": path}, headers={"referer": path})
    assert response.headers["Location"] == "/"


@pytest.mark.row("D7")
def test_another_site_cannot_submit_the_switch(astrid):
    client = Client(enforce_csrf_checks=True)
    assert submit(client, SWITCH, {"language": "en"}).status_code == 403
    assert client.get(f"{SWITCH}?language=en&next=/hjalp/").cookies.keys() == set()


@pytest.mark.parametrize("language", ["", "xx", "../en", "\0", "e" * 1_000])
def test_an_unknown_language_is_ignored(client, language):
    response = submit(client, SWITCH, {"language": language, "next": "/hjalp/"})
    assert (response.status_code, response.cookies.keys()) == (302, set())


@pytest.mark.row("E5")
def test_the_language_cookie_has_safe_attributes(client, settings):
    cookie = switch(client, "/hjalp/").cookies[settings.LANGUAGE_COOKIE_NAME]
    assert cookie.value == "en"
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert (cookie["domain"], cookie["max-age"]) == ("", settings.LANGUAGE_COOKIE_AGE)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "sv"),
        ("sv-SE,sv;q=0.9,en-US;q=0.8", "sv"),
        ("en-GB,en;q=0.9,sv;q=0.8", "en"),
        ("nb-NO,nb;q=0.9", "sv"),
        ("x" * 10_000, "sv"),
    ],
)
def test_accept_language_applies_until_the_switch_is_used(client, accepted, language):
    response = client.get("/hjalp/", headers={"accept-language": accepted})
    assert (language_of(response), response.headers["Content-Language"]) == (language, language)
    assert {"Accept-Language", "Cookie"} <= set(response.headers["Vary"].split(", "))
    other = {"sv": "en", "en": "sv"}[language]
    submit(client, SWITCH, {"language": other})
    assert language_of(client.get("/hjalp/", headers={"accept-language": accepted})) == other


def test_the_language_of_notifications_does_not_change_that_of_pages(logged_in, astrid):
    Account.objects.filter(pk=astrid.pk).update(language="en")
    assert language_of(logged_in.get("/hem/")) == "sv"


@pytest.mark.row("S9")
@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_known_and_an_unknown_number_are_refused_in_the_same_language(astrid, language):
    Account.objects.filter(pk=astrid.pk).update(language="en")
    refused = [
        submit(
            Client(headers={"accept-language": language}),
            "/logga-in/",
            {"number": number, "password": "9513"},
        )
        for number in (people.ASTRID, people.NOBODY)
    ]
    assert {language_of(each) for each in refused} == {language}
    assert {each.headers["Content-Language"] for each in refused} == {language}


def test_opening_hours_are_in_the_language_of_the_page(client, settings):
    settings.KUNDSERVICE_HOURS, settings.KUNDSERVICE_HOURS_ENGLISH = "när som helst", "always"
    assert "När som helst" in client.get("/hjalp/").text
    switch(client, "/hjalp/")
    assert "Always" in client.get("/hjalp/").text


def test_an_error_page_is_in_the_language_of_the_browser(monkeypatch):
    monkeypatch.setattr(views, "render", lambda *args: 1 / 0)
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    response = client.get("/hjalp/")
    assert (response.status_code, language_of(response)) == (500, "en")
    assert "Something went wrong on our side" in response.text


def test_a_reason_chosen_in_english_is_stored_in_swedish(kodbox):
    people.block(kodbox)
    samir = staff.hire_and_log_in("samir", "sakerhet")
    samir.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    form = {"reason": "Spärrad av misstag", "more": "x"}
    assert "Proposed. A colleague" in staff.perform(samir, kodbox.device, "hav-sparr", **form).text
    summary = f"Häv spärren: {kodbox.device.serial} (Spärrad av misstag: x)"
    assert Proposal.objects.get().summary == summary
    path = "/personal/staff/proposal/"
    assert f"Lift the block: {kodbox.device.serial} (Blocked by mistake: x)" in samir.get(path).text
    assert summary in samir.get(path, headers={"accept-language": "sv"}).text
