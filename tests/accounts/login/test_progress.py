"""The progress: one count through a first login and a forgotten password, told to no stranger."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.login.steps import Step
from tests import people
from tests.accounts import roads
from tests.accounts.walker import CHOICE

pytestmark = pytest.mark.django_db
STEP = re.compile(r'<span class="step__text">([^<]+)')
BAR = re.compile(r'<progress class="step__bar" value="(\d+)" max="(\d+)"')
LOGIN, CODE = "/logga-in/", "/logga-in/behorighetskod/"
FIRST, NEW = "Första inloggningen", "Nytt lösenord"
SET_UP = "Nu är du klar och framöver kommer du att logga in med följande:"


@pytest.fixture
def joint(settings):
    settings.REFUSALS = "joint"


def shown(response):
    """Return the progress that a page shows, of which the bar shows the same."""
    found = STEP.search(response.text)
    if found:
        assert list(BAR.search(response.text).groups()) == re.findall(r"\d+", found[1])
    return found and found[1]


def counted(road, last, *, twice=True):
    """Return the texts from the second step to the last, which may have two pages."""
    steps = [*range(2, last + 1), *([last] if twice else [])]
    return [f"{road}, steg {step} av {last}" for step in steps]


def reset(walker):
    """Reset the password; return the progress of the page that shows it, and of the login."""
    for state in roads.reset(walker):
        if state == "asked":
            asked = shown(walker.client.get(reverse("temporary_password")))
    return [asked, shown(walker.client.get(LOGIN))]


def log_in(walker):
    """Log in; return the progress of each page after the first, and the last page."""
    pages, step = [], None
    walker.post("login")
    while (step := walker.login.step) != Step.DONE:
        pages.append(shown(walker.client.get(reverse(step))))
        walker.post(step)
        walker.account.refresh_from_db()
        if walker.account.check_password(CHOICE):
            walker.password = CHOICE
    return pages, walker.client.get(reverse("home"))


def test_a_first_login_is_one_count_to_the_end(texts):
    walker = roads.newcomer()
    before = reset(walker)
    pages, home = log_in(walker)
    assert before + pages == counted(FIRST, 7)
    assert SET_UP in home.text


def test_a_first_login_with_joint_refusals_counts_its_second_code(texts, joint):
    walker = roads.newcomer()
    before = reset(walker)
    pages, home = log_in(walker)
    assert before + pages == counted(FIRST, 8)
    assert SET_UP in home.text


def test_a_forgotten_password_is_one_count_to_the_end(texts):
    walker = roads.settled()
    before = reset(walker)
    pages, home = log_in(walker)
    assert before + pages == counted(NEW, 5, twice=False)
    assert SET_UP in home.text


def test_a_forgotten_password_with_joint_refusals_counts_its_second_code(texts, joint):
    walker = roads.settled()
    before = reset(walker)
    pages, _home = log_in(walker)
    assert before + pages == counted(NEW, 6, twice=False)


def test_a_new_agreement_is_a_step_of_a_forgotten_password(texts):
    walker = roads.settled()
    people.publish_texts(2)
    before = reset(walker)
    assert before == [f"{NEW}, steg {step} av 6" for step in (2, 3)]


def test_terms_that_were_not_accepted_with_the_password_are_a_step_of_the_login(texts):
    pages, _home = log_in(roads.newcomer())
    steps = (4, 5, 6, 7, 8, 8)
    assert pages == [f"{FIRST}, steg {step} av 8" for step in steps]


def test_a_first_login_that_was_left_after_the_code_is_continued(texts):
    walker = roads.newcomer()
    for state in roads.first_login(walker):
        if state == Step.CONNECT:
            break
    walker.client = Client()
    pages, home = log_in(walker)
    assert pages == ["Steg 2 av 2", *(f"{FIRST}, steg {step} av 4" for step in (3, 4, 4))]
    assert SET_UP in home.text


def test_an_ordinary_login_has_two_steps(texts):
    walker = roads.settled()
    assert shown(walker.client.get(LOGIN)) == "Steg 1 av 2"
    pages, home = log_in(walker)
    assert pages == ["Steg 2 av 2"]
    assert SET_UP not in home.text


def test_a_new_agreement_of_an_ordinary_login_is_read_and_approved(texts):
    walker = roads.settled()
    people.publish_texts(2)
    walker.post("login")
    walker.post("login_code")
    assert shown(walker.client.get(reverse("terms"))) is None


def test_the_page_that_asks_for_a_code_tells_no_road_and_no_count(client, texts):
    page = client.get("/nytt-losenord/").text
    assert "Steg 1" in page
    assert not re.search(r"steg \d+ av", page, re.IGNORECASE)


@pytest.mark.parametrize("number", [people.ASTRID, people.CECILIA, people.NOBODY])
def test_a_typed_number_tells_no_road(client, astrid, cecilia, joint, number):
    client.post(LOGIN, {"number": number, "password": "9513"})
    assert shown(client.get(CODE)) == "Steg 2 av 2"


@pytest.mark.parametrize("number", [people.ASTRID, people.CECILIA, people.NOBODY])
def test_after_a_reset_the_road_is_the_same_for_every_typed_number(texts, joint, number):
    walker = roads.newcomer()
    reset(walker)
    walker.client.post(LOGIN, {"number": number, "password": "9513"})
    assert shown(walker.client.get(CODE)) == f"{FIRST}, steg 4 av 8"


def test_another_browser_does_not_know_of_a_reset(texts):
    reset(roads.newcomer())
    assert shown(Client().get(LOGIN)) == "Steg 1 av 2"


def test_a_refused_login_after_a_reset_keeps_its_step(texts):
    walker = roads.newcomer()
    reset(walker)
    refused = walker.client.post(LOGIN, {"number": "", "password": ""}, follow=True)
    assert shown(refused) == f"{FIRST}, steg 3 av 7"


def test_the_road_is_known_as_long_as_the_temporary_password_lasts(texts, settings, pass_time):
    walker = roads.newcomer()
    reset(walker)
    pass_time(settings.TEMPORARY_PASSWORD_SECONDS + 1)
    assert shown(walker.client.get(LOGIN)) == "Steg 1 av 2"


def test_the_road_is_forgotten_when_the_customer_is_logged_in(texts, joint):
    walker = roads.settled()
    reset(walker)
    log_in(walker)
    assert "announced_progress" not in walker.client.session
