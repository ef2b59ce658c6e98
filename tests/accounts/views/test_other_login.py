"""A form of a login that another login in the same browser has replaced leads to a choice."""

import re

import pytest
from django.test import Client

from accounts.models import Account, FailedAttempts
from hembanken.audit.models import Entry
from tests import people

pytestmark = pytest.mark.django_db
LOGIN, CODE, CHOOSE = "/logga-in/", "/logga-in/behorighetskod/", "/logga-in/nytt-losenord/"
NEW, TEMPORARY = "/nytt-losenord/", "/nytt-losenord/temporart/"
CHOICE, HOME = "/logga-in/annan-inloggning/", "/hem/"
HEADING = "<h1>En annan inloggning har startats i den här webbläsaren</h1>"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
MAIN = re.compile(r"<main.*</main>", re.DOTALL)


class Tab:
    """One of the tabs of a browser that checks CSRF tokens: it keeps the form that it shows."""

    def __init__(self, browser=None):
        self.browser = browser or Client(enforce_csrf_checks=True)
        self.form = {}

    def opens(self, path):
        page = self.browser.get(path, follow=True).text
        self.form = dict(HIDDEN.findall(MAIN.search(page).group()))
        return page

    def sends(self, path, **fields):
        return self.browser.post(path, self.form | fields)

    def enters_password(self, number, password):
        self.opens(LOGIN)
        path = self.sends(LOGIN, number=number, password=password).url
        self.opens(path)

    def enters_code_for_reset(self, number, code):
        self.opens(NEW)
        self.opens(self.sends(NEW, number=number, code=code).url)


@pytest.fixture
def tabs():
    """Two tabs of one browser."""
    first = Tab()
    return first, Tab(first.browser)


@pytest.fixture
def replaced(tabs, astrid, kodbox, bo):
    """Astrid's tab at the code page, after Bo has begun a login in the other tab."""
    mine, other = tabs
    mine.enters_password(people.ASTRID, people.PASSWORD)
    other.enters_password(people.BO, bo.temporary)
    return mine


@pytest.mark.row("E8")
def test_a_code_of_a_replaced_login_is_not_used(replaced, kodbox):
    entries = Entry.objects.count()
    assert replaced.sends(CODE, code=kodbox.press()).url == CHOICE
    assert kodbox.bank_counter() == 0
    assert not FailedAttempts.objects.filter(failures__gt=0).exists()
    assert Entry.objects.count() == entries


def test_the_choice_leads_to_the_other_login_or_to_a_new_one(replaced):
    page = replaced.opens(CHOICE)
    main = MAIN.search(page).group()
    assert HEADING in page
    assert f'href="{CODE}"' in main
    assert f'href="{LOGIN}"' in main
    assert replaced.browser.get(CODE).url == CHOOSE


def test_the_choice_names_nobody(replaced, bo):
    page = replaced.opens(CHOICE)
    assert not any(
        secret in page for secret in (bo.full_name, "Astrid", people.BO[2:], people.ASTRID[2:])
    )


def test_a_form_of_the_login_under_way_is_not_held_up(tabs, astrid, kodbox, bo):
    mine, other = tabs
    other.enters_password(people.BO, bo.temporary)
    mine.enters_password(people.ASTRID, people.PASSWORD)
    assert mine.sends(CODE, code=kodbox.press()).url == HOME


@pytest.mark.parametrize("path", [CODE, "/villkor/", "/anslut/", "/avtal/", "/avtal/godkann/"])
def test_a_form_with_the_id_of_another_login_is_refused_whatever_its_token(
    client, astrid, kodbox, path
):
    client.post(LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    response = client.post(path, {"code": kodbox.press(), "login": "another"})
    assert response.url == CHOICE
    assert kodbox.bank_counter() == 0


def test_a_form_sent_after_the_other_customer_is_logged_in_leads_to_the_choice(
    tabs, astrid, kodbox, bo
):
    mine, other = tabs
    mine.enters_password(people.BO, bo.temporary)
    other.enters_password(people.ASTRID, people.PASSWORD)
    other.opens(other.sends(CODE, code=kodbox.press()).url)
    assert mine.sends(CHOOSE, choice="4072", again="4072").url == CHOICE
    page = mine.opens(CHOICE)
    assert f'href="{HOME}"' in page
    assert "Logga ut och börja om" in page
    assert "Astrid" not in page


def test_a_login_form_that_was_open_before_the_other_login_leads_to_the_choice(
    tabs, astrid, bo, kodbox
):
    mine, other = tabs
    mine.opens(LOGIN)
    other.enters_password(people.BO, bo.temporary)
    response = mine.sends(LOGIN, number=people.ASTRID, password=people.PASSWORD)
    assert response.url == CHOICE


@pytest.mark.row("S3")
def test_a_login_form_sent_twice_is_no_other_login(tabs, astrid):
    mine, _other = tabs
    mine.opens(LOGIN)
    fields = {"number": people.ASTRID, "password": people.PASSWORD}
    assert [mine.sends(LOGIN, **fields).url for _ in range(2)] == [CODE, CODE]


@pytest.mark.row("S3")
def test_a_code_form_sent_again_after_the_login_is_no_other_login(tabs, astrid, kodbox):
    mine, _other = tabs
    mine.enters_password(people.ASTRID, people.PASSWORD)
    code = kodbox.press()
    assert mine.sends(CODE, code=code).url == HOME
    assert mine.browser.get(HOME).status_code == 200
    assert mine.sends(CODE, code=code).url == HOME


def test_a_reset_does_not_show_its_password_in_the_tab_of_another_reset(tabs, astrid, kodbox, bo):
    mine, other = tabs
    other_box = people.give(bo, active=True)
    mine.enters_code_for_reset(people.ASTRID, kodbox.press())
    other.enters_code_for_reset(people.BO, other_box.press())
    before = Account.objects.get(pk=bo.pk).password
    assert mine.sends(TEMPORARY).url == CHOICE
    assert Account.objects.get(pk=bo.pk).password == before
    assert f'href="{TEMPORARY}"' in mine.opens(CHOICE)
    assert "password" in other.sends(TEMPORARY).context


def test_a_login_that_a_reset_has_replaced_leads_to_the_choice(tabs, astrid, kodbox, bo):
    mine, other = tabs
    mine.enters_password(people.BO, bo.temporary)
    other.enters_code_for_reset(people.ASTRID, kodbox.press())
    assert mine.sends(CHOOSE, choice="4072", again="4072").url == CHOICE


def test_without_a_login_there_is_no_choice(client):
    assert client.get(CHOICE).url == LOGIN


def test_two_logins_have_different_ids_and_joint_refusals_keep_theirs(
    tabs, astrid, kodbox, settings
):
    settings.REFUSALS = "joint"
    mine, _other = tabs
    ids = []
    for _ in range(2):
        mine.enters_password(people.ASTRID, people.PASSWORD)
        ids.append(mine.form["login"])
    assert len(set(ids)) == 2
    assert mine.sends(CODE, code=kodbox.press()).url == HOME
    mine.browser.get(HOME)
    assert mine.browser.session["login_id"] == ids[1]
