"""Logging in with joint refusals: number, password and code are checked as one attempt."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.login.steps import Step
from accounts.models import Account, FailedAttempts
from hembanken.audit.models import Entry
from hembanken.sessions.models import Session
from tests import people
from tests.accounts.interleaving import send_before
from tests.forms import submit

pytestmark = pytest.mark.django_db
CODE, CHOOSE, HOME = "/logga-in/behorighetskod/", "/logga-in/nytt-losenord/", "/hem/"
CHOICE = {"choice": "4072", "again": "4072"}


@pytest.fixture(autouse=True)
def joint(settings):
    settings.REFUSALS = "joint"


def enter_password(client, number=people.ASTRID, password=people.PASSWORD):
    return submit(client, "/logga-in/", {"number": number, "password": password})


def enter_code(client, code, **options):
    return submit(client, CODE, {"code": code}, **options)


def log_in(client, code):
    return enter_code(client, code, follow=True).redirect_chain[-1][0]


def failures():
    return FailedAttempts.objects.get().failures


def test_the_first_page_checks_nothing_and_spends_no_attempt(client, astrid):
    enter_password(client, password="9513")
    assert not FailedAttempts.objects.exists()
    assert not Entry.objects.filter(event="login:password_refused").exists()


def test_a_wrong_password_spends_one_attempt_and_no_code(client, astrid, kodbox):
    enter_password(client, password="9513")
    enter_code(client, kodbox.press())
    assert failures() == 1
    assert kodbox.bank_counter() == 0
    assert Entry.objects.get(event="login:code_refused").detail == "wrong"


@pytest.mark.row("B1")
def test_a_malformed_number_is_an_error_on_the_first_page(client, astrid):
    response = enter_password(client, number="1234")
    assert response.context["form"].has_error("number")


@pytest.mark.row("D10")
def test_a_temporary_password_is_replaced_after_one_code_and_confirmed_with_another(client, bo):
    kodbox = people.give(bo, active=True)
    enter_password(client, people.BO, bo.temporary)
    assert enter_code(client, kodbox.press()).url == CHOOSE
    assert submit(client, CHOOSE, CHOICE).url == CODE
    assert "Då gäller lösenordet som du har valt." in client.get(CODE).text
    assert not Account.objects.get(pk=bo.pk).check_password("4072")
    assert log_in(client, kodbox.press()) == HOME
    assert Account.objects.get(pk=bo.pk).check_password("4072")


@pytest.mark.row("D10")
def test_the_first_code_does_not_confirm_the_chosen_password(client, bo):
    kodbox = people.give(bo, active=True)
    enter_password(client, people.BO, bo.temporary)
    code = kodbox.press()
    enter_code(client, code)
    submit(client, CHOOSE, CHOICE)
    assert enter_code(client, code).context["form"].has_error("__all__", "refused")
    assert Account.objects.get(pk=bo.pk).password_is_temporary


def test_a_replacement_is_activated_with_the_personal_password(client, astrid, kodbox):
    new = people.give(astrid)
    enter_password(client)
    enter_code(client, new.press())
    assert (new.state(), kodbox.state()) == ("active", "retired")


def test_a_duplicate_of_the_code_form_is_redirected(client, astrid, kodbox, monkeypatch):
    code = kodbox.press()
    enter_password(client)
    send_before(monkeypatch, lambda: enter_code(client, code))
    assert enter_code(client, code).url == HOME
    assert failures() == 0


@pytest.mark.row("E7")
def test_the_credentials_are_encrypted_and_removed_after_use(client, astrid, kodbox):
    enter_password(client)
    stored = client.session["pending_credentials"]
    for secret in (people.PASSWORD, people.ASTRID[2:]):
        assert secret not in stored.values()
        assert secret.encode().hex() not in stored["encrypted"]
    enter_code(client, kodbox.press())
    assert "pending_credentials" not in client.session


@pytest.mark.row("E7")
def test_the_credentials_expire_after_five_minutes(client, astrid, kodbox, pass_time):
    enter_password(client)
    pass_time(300)
    assert enter_code(client, kodbox.press()).url == "/logga-in/"
    assert kodbox.bank_counter() == 0


@pytest.mark.row("E1")
def test_the_credentials_begin_a_new_session(client, astrid):
    enter_password(client)
    first = client.session.session_key
    enter_password(client)
    assert client.session.session_key != first
    assert Session.objects.count() == 1


def test_no_other_step_is_open_before_the_code(client, bo):
    people.give(bo, active=True)
    enter_password(client, people.BO, bo.temporary)
    for step in set(Step) - {Step.CODE}:
        assert client.get(reverse(step)).url == CODE


def test_a_known_browser_has_its_own_count(client, astrid, kodbox):
    enter_password(client)
    enter_code(client, kodbox.press(), follow=True)
    submit(client, "/logga-ut/")
    stranger = Client()
    enter_password(stranger)
    for _ in range(5):
        enter_code(stranger, "12345678")
    enter_password(client)
    assert log_in(client, kodbox.press()) == HOME
