"""A page beside a login or a password reset under way links back to its step."""

import re

import pytest

from tests import people
from tests.accounts import roads

pytestmark = pytest.mark.django_db
LOGIN, CODE = "/logga-in/", "/logga-in/behorighetskod/"
TEMPORARY, NEW = "/nytt-losenord/temporart/", "/nytt-losenord/"
BESIDE = ["/hjalp/", "/tillganglighet/", "/bestall-kodbox/", NEW, "/finns-inte/"]
LINK = re.compile(r'<a class="back" href="([^"]+)">Tillbaka till inloggningen</a>')


def back_link(client, path):
    link = LINK.search(client.get(path).text)
    return link and link[1]


def enter_password(client):
    client.post(LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})


@pytest.mark.row("G8")
@pytest.mark.parametrize("path", BESIDE)
def test_a_page_beside_a_login_links_back_to_its_step(client, astrid, kodbox, path):
    enter_password(client)
    assert back_link(client, path) == CODE
    assert client.post(CODE, {"code": kodbox.press()}).url == "/hem/"


@pytest.mark.parametrize("path", BESIDE)
def test_a_page_beside_a_reset_links_back_to_it(client, astrid, kodbox, path):
    client.post(NEW, {"number": people.ASTRID, "code": kodbox.press()})
    assert back_link(client, path) == TEMPORARY
    assert "Visa det temporära lösenordet" in client.get(TEMPORARY).text


def test_the_link_leads_to_each_step_of_a_first_login(texts):
    walker = roads.newcomer()
    for state in roads.first_login(walker):
        if state in ("nothing", "logged in"):
            assert back_link(walker.client, "/hjalp/") is None
        elif state != "home":
            step = walker.client.get(back_link(walker.client, "/hjalp/"), follow=True)
            assert step.resolver_match.url_name == state


def test_with_joint_refusals_the_link_is_the_same_for_an_unknown_number(client, settings):
    settings.REFUSALS = "joint"
    client.post(LOGIN, {"number": people.NOBODY, "password": "9513"})
    assert back_link(client, "/hjalp/") == CODE


@pytest.mark.parametrize("path", [*BESIDE, LOGIN])
def test_without_a_login_under_way_there_is_no_link(client, path):
    assert back_link(client, path) is None


@pytest.mark.parametrize("path", [*BESIDE, "/hem/"])
def test_after_the_login_there_is_no_link(logged_in, path):
    assert back_link(logged_in, path) is None


def test_the_steps_and_the_login_page_have_no_link(client, astrid):
    enter_password(client)
    assert [back_link(client, path) for path in (LOGIN, CODE)] == [None, None]


@pytest.mark.row("E7")
def test_the_page_says_how_long_the_step_waits(client, astrid, pass_time):
    enter_password(client)
    at_first = re.search(r"Den väntar på dig till kl. \d\d\.\d\d", client.get("/hjalp/").text)[0]
    pass_time(120)
    assert at_first in client.get("/hjalp/").text
    pass_time(181)
    assert back_link(client, "/hjalp/") is None
    assert "avbröts" in client.get(CODE, follow=True).text


def test_a_look_at_help_does_not_extend_the_step(client, astrid, pass_time):
    enter_password(client)
    pass_time(200)
    client.get("/hjalp/")
    assert client.get("/tid-kvar/").json()["seconds"] == 100
