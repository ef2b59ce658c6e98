"""The back link above the main content of a page."""

import re

import pytest

from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.row("G8")]
BACK = re.compile(r'<a class="back" href="([^"]+)"')
LOGIN, CHOICE, CODE = "/logga-in/", "/logga-in/nytt-losenord/", "/logga-in/behorighetskod/"


def back_from(client, path):
    """Return the target of the back link, which must be an existing page."""
    above, _main, _rest = client.get(path).text.partition("<main")
    target = BACK.search(above)[1]
    assert client.get(target).status_code == 200
    return target


@pytest.mark.parametrize("path", ["/nytt-losenord/", "/bestall-kodbox/"])
def test_a_public_page_links_back_to_the_login(client, path):
    assert back_from(client, path) == LOGIN


def test_the_code_page_links_back_to_number_and_password(client, astrid):
    client.post(LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    assert back_from(client, CODE) == LOGIN


def test_the_code_page_after_a_chosen_password_links_back_to_the_choice(client, bo):
    client.post(LOGIN, {"number": people.BO, "password": bo.temporary})
    assert back_from(client, CHOICE) == LOGIN
    client.post(CHOICE, {"choice": "4072", "again": "4072"})
    assert back_from(client, CODE) == CHOICE


def test_the_pages_about_security_link_back_to_the_security_page(logged_in):
    security = "/om-hembanken/sakerhetslosning/"
    assert back_from(logged_in, f"{security}byt-losenord/") == security
    assert back_from(logged_in, "/bestall-kodbox/") == security
    logged_in.post("/bestall-kodbox/", {"delivery": "post"})
    assert back_from(logged_in, "/bestall-kodbox/avbryt/") == security


def test_the_agreements_link_back_to_the_page_about_hembanken(logged_in):
    assert back_from(logged_in, "/om-hembanken/avtal/") == "/om-hembanken/"
