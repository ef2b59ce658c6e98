"""The page on personal data tells what the site does: its cookies and its figures."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts import housekeeping
from accounts.views.privacy import days_or_years
from hembanken.web.context_processors import duration
from tests import people, staff

pytestmark = pytest.mark.django_db
PAGE = "/personuppgifter/"
SESSION = "tills du stänger webbläsaren"


@pytest.fixture
def cookies(astrid, kodbox):
    """Every cookie that the site has set, in the browser of a customer and of staff."""
    customer, refused = Client(), Client()
    people.log_in(customer, people.ASTRID, people.PASSWORD, kodbox)
    customer.post("/sprak/", {"language": "en"})
    refused.get("/nytt-losenord/")
    refused.post("/logga-in/", {"number": "1", "password": "1"})
    refused.post("/bestall-kodbox/", {"number": "1", "password": "1"})
    samir = staff.hire_and_log_in("samir", "sakerhet")
    return {name: each for c in (customer, refused, samir) for name, each in c.cookies.items()}


def cookie_lines(text):
    """Return the page's lines about cookies, by the name of each."""
    return {line.split("<")[0]: line for line in text.split('<strong translate="no">')[1:]}


def test_every_cookie_is_on_the_page_with_its_age(client, cookies):
    lines = cookie_lines(client.get(PAGE).text)
    assert set(lines) == set(cookies)
    assert len(cookies) == 5
    for name, cookie in cookies.items():
        assert f"Den finns kvar: {_age(cookie['max-age'])}." in lines[name]


def test_the_figures_are_those_of_the_settings_and_of_housekeeping(client, settings, monkeypatch):
    settings.RETENTION_DAYS, settings.MESSAGE_TRIES = 40, 7
    settings.SESSION_SECONDS = 7_200
    monkeypatch.setattr(housekeeping, "ATTEMPTS_RETENTION", timedelta(days=12))
    text = client.get(PAGE).text
    assert "Hembanksavtalet och 40 dagar därefter" in text
    assert "som ingen kund har: 12 dagar." in text
    assert "Din inloggning: högst 2 timmar." in text
    assert "efter 7 försök" in text


def test_every_page_links_to_it_and_it_names_kundservice_and_imy(client, settings):
    settings.KUNDSERVICE_PHONE = "08-123 45"
    assert f'href="{PAGE}"' in client.get("/logga-in/").text
    text = client.get(PAGE).text
    assert "08-123 45" in text
    assert "Integritetsskyddsmyndigheten (IMY)" in text


@pytest.mark.parametrize(
    ("days", "text"),
    [(1, "1 dag"), (364, "364 dagar"), (365, "1 år"), (1_827, "5 år"), (3_650, "10 år")],
)
def test_days_that_are_whole_years_are_written_as_years(days, text):
    assert days_or_years(days) == text


def test_the_page_is_english_too(client):
    text = client.get(PAGE, headers={"accept-language": "en"}).text
    assert "How we handle personal data" in text
    assert "5 years" in text


def _age(seconds):
    if seconds == "":
        return SESSION
    return days_or_years(seconds // 86_400) if seconds >= 86_400 else duration(seconds)
