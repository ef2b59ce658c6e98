"""The switch between Swedish and English: on every page, the browser's own, and harmless."""

import re

import pytest
from django.test import Client

from accounts.models import Account
from hembanken.staff.models import Proposal
from hembanken.web import views
from tests import people, staff
from tests.accounts import roads

SWITCH = "/sprak/"
OPEN = [
    "/logga-in/",
    "/nytt-losenord/",
    "/bestall-kodbox/",
    "/hjalp/",
    "/finns-inte/",
    staff.LOGIN_URL,
]
OF_A_CUSTOMER = ["/hem/", "/om-hembanken/", "/om-hembanken/sakerhetslosning/"]
OF_STAFF = ["/personal/", "/personal/kodbox/device/", "/personal/accounts/account/"]
ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"]
FORM = re.compile(rf'<form class="language" method="post" action="{SWITCH}">.*?</form>', re.DOTALL)
pytestmark = pytest.mark.django_db


def language_of(response):
    return re.search(r'<html lang="(\w+)"', response.text)[1]


def switch_of(response):
    """Return the fields of the one switch that a page has."""
    (form,) = FORM.findall(response.text)
    return dict(re.findall(r'name="(\w+)" value="([^"]+)"', form))


def press(client, path):
    """Open a page and press its switch."""
    return client.post(SWITCH, switch_of(client.get(path)))


@pytest.mark.parametrize("path", OPEN)
def test_one_press_shows_the_same_page_in_english_and_another_one_in_swedish(client, path):
    assert press(client, path).headers["Location"] == path
    assert language_of(client.get(path)) == "en"
    assert press(client, path).headers["Location"] == path
    assert language_of(client.get(path)) == "sv"


@pytest.mark.parametrize("path", OF_A_CUSTOMER)
def test_a_customer_who_is_logged_in_stays_so_and_where_they_are(logged_in, path):
    assert press(logged_in, path).headers["Location"] == path
    assert language_of(logged_in.get(path)) == "en"


@pytest.mark.parametrize("path", OF_STAFF)
def test_staff_have_it_beside_the_way_out(path):
    karin = staff.hire_and_log_in("karin", "kundservice")
    page = karin.get(path).text
    assert 0 < page.index(f'action="{SWITCH}"') - page.index('id="logout-form"') < 1_000
    assert press(karin, path).headers["Location"] == path
    assert "Log out" in karin.get(path).text


def test_the_switch_works_at_both_doors_of_a_site_with_two_hosts(client, settings):
    settings.STAFF_HOST, settings.ALLOWED_HOSTS = "localhost", ["localhost", "127.0.0.1"]
    told = {"language": "en", "next": "/"}
    for host in ("localhost", "127.0.0.1"):
        assert client.post(SWITCH, told, headers={"host": host}).headers["Location"] == "/"


def test_a_login_goes_on_in_the_other_language(client, astrid, kodbox):
    client.post("/logga-in/", {"number": people.ASTRID, "password": people.PASSWORD})
    assert press(client, "/logga-in/behorighetskod/").headers["Location"].endswith("kod/")
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    assert "Welcome, Astrid" in client.get("/hem/").text


@pytest.mark.row("F8")
def test_nothing_that_was_typed_or_asked_for_goes_along(client, astrid):
    told = {"number": people.ASTRID, "password": "9513"}
    refused = client.post(f"/logga-in/?number={people.ASTRID}", told)
    assert switch_of(refused)["next"] == "/logga-in/"


def test_a_password_that_is_shown_once_is_not_left_by_a_press(texts):
    walker = roads.settled()
    for _stop in roads.start_reset(walker):
        pass
    assert switch_of(walker.client.get("/nytt-losenord/temporart/"))
    shown = walker.client.post("/nytt-losenord/temporart/", {"draw": "1"})
    assert shown.context["password"] in shown.text
    assert FORM.findall(shown.text) == []


@pytest.mark.parametrize("path", ELSEWHERE)
def test_a_press_leads_to_no_other_site(client, path):
    answer = client.post(SWITCH, {"language": "en", "next": path}, headers={"referer": path})
    assert answer.headers["Location"] == "/"


@pytest.mark.row("D7")
def test_another_site_can_not_press_it(astrid):
    client = Client(enforce_csrf_checks=True)
    assert client.post(SWITCH, {"language": "en"}).status_code == 403
    assert client.get(f"{SWITCH}?language=en&next=/hjalp/").cookies.keys() == set()


@pytest.mark.parametrize("language", ["", "xx", "../en", "\0", "e" * 1_000])
def test_a_language_that_the_site_has_not_changes_nothing(client, language):
    answer = client.post(SWITCH, {"language": language, "next": "/hjalp/"})
    assert (answer.status_code, answer.cookies.keys()) == (302, set())


@pytest.mark.row("E5")
def test_the_cookie_names_a_language_and_is_kept_as_safely_as_the_others(client, settings):
    cookie = press(client, "/hjalp/").cookies[settings.LANGUAGE_COOKIE_NAME]
    assert cookie.value == "en"
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert (cookie["domain"], cookie["max-age"]) == ("", settings.LANGUAGE_COOKIE_AGE)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "sv"),
        ("sv-SE,sv;q=0.9,en-US;q=0.8", "sv"),
        ("en-GB,en;q=0.9,sv;q=0.8", "en"),
        ("de-DE,de;q=0.9,en;q=0.5", "en"),
        ("nb-NO,nb;q=0.9", "sv"),
        ("*", "sv"),
        ("en;q=0.2,sv;q=0.7", "sv"),
        ("x" * 10_000, "sv"),
    ],
)
def test_the_browsers_first_language_decides_until_it_is_switched(client, accepted, language):
    answer = client.get("/hjalp/", headers={"accept-language": accepted})
    assert (language_of(answer), answer.headers["Content-Language"]) == (language, language)
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["Vary"].split(", "))
    other = {"sv": "en", "en": "sv"}[language]
    client.post(SWITCH, {"language": other})
    assert language_of(client.get("/hjalp/", headers={"accept-language": accepted})) == other


def test_the_language_of_messages_is_the_customers_and_that_of_pages_the_browsers(
    logged_in, astrid
):
    Account.objects.filter(pk=astrid.pk).update(language="en")
    assert language_of(logged_in.get("/hem/")) == "sv"


@pytest.mark.row("S9")
@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_known_and_an_unknown_number_are_refused_in_the_same_language(astrid, language):
    Account.objects.filter(pk=astrid.pk).update(language="en")
    refused = [
        Client(headers={"accept-language": language}).post(
            "/logga-in/", {"number": number, "password": "9513"}
        )
        for number in (people.ASTRID, people.NOBODY)
    ]
    assert {language_of(each) for each in refused} == {language}
    assert {each.headers["Content-Language"] for each in refused} == {language}


def test_the_hours_are_those_of_the_language(client, settings):
    settings.KUNDSERVICE_HOURS, settings.KUNDSERVICE_HOURS_ENGLISH = "när som helst", "always"
    assert "När som helst" in client.get("/hjalp/").text
    press(client, "/hjalp/")
    assert "Always" in client.get("/hjalp/").text


def test_a_fault_is_told_in_the_language_of_the_page(monkeypatch):
    monkeypatch.setattr(views, "render", lambda *args: 1 / 0)
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    answer = client.get("/hjalp/")
    assert (answer.status_code, language_of(answer)) == (500, "en")
    assert "Something went wrong on our side" in answer.text


def test_what_staff_choose_in_english_is_kept_in_swedish_and_read_in_either(kodbox):
    people.block(kodbox)
    samir = staff.hire_and_log_in("samir", "sakerhet")
    samir.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    told = {"reason": "Spärrad av misstag", "more": "x"}
    assert "Proposed. A colleague" in staff.perform(samir, kodbox.device, "hav-sparr", **told).text
    kept = f"Häv spärren: {kodbox.device.serial} (Spärrad av misstag: x)"
    assert Proposal.objects.get().summary == kept
    path = "/personal/staff/proposal/"
    assert f"Lift the block: {kodbox.device.serial} (Blocked by mistake: x)" in samir.get(path).text
    assert kept in samir.get(path, headers={"accept-language": "sv"}).text
