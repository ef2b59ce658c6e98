"""The way back: a link above a page's main content, to the step before it."""

import re

import pytest

from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.row("G8")]
BACK = re.compile(r'<a class="back" href="([^"]+)"')
LOGIN, CHOICE, CODE = "/logga-in/", "/logga-in/nytt-losenord/", "/logga-in/behorighetskod/"


def back_from(client, path):
    """Return where the link above the main content leads, and that there is such a page."""
    above, _main, _rest = client.get(path).text.partition("<main")
    leads_to = BACK.search(above)[1]
    assert client.get(leads_to).status_code == 200
    return leads_to


@pytest.mark.parametrize("path", ["/nytt-losenord/", "/bestall-kodbox/"])
def test_a_page_for_everybody_leads_back_to_the_login(client, path):
    assert back_from(client, path) == LOGIN


def test_a_code_leads_back_to_number_and_password(client, astrid):
    client.post(LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    assert back_from(client, CODE) == LOGIN


def test_a_code_that_closes_a_choice_leads_back_to_the_choice(client, bo):
    client.post(LOGIN, {"number": people.BO, "password": bo.temporary})
    assert back_from(client, CHOICE) == LOGIN
    client.post(CHOICE, {"choice": "4072", "again": "4072"})
    assert back_from(client, CODE) == CHOICE


def test_what_is_about_security_leads_back_to_it(logged_in):
    security = "/om-hembanken/sakerhetslosning/"
    assert back_from(logged_in, f"{security}byt-losenord/") == security
    assert back_from(logged_in, "/bestall-kodbox/") == security
