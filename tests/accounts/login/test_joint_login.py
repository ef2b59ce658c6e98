"""Logging in with joint refusals: number, password and code judged together, as one attempt."""

import pytest
from django.test import Client

from accounts.credentials import authentication, passwords
from accounts.models import Account, FailedAttempts
from hembanken.audit import audit_log
from hembanken.audit.models import Entry
from hembanken.sessions.models import Session
from tests import people

pytestmark = pytest.mark.django_db
CODE = "/logga-in/behorighetskod/"
HOME = "/hem/"


@pytest.fixture(autouse=True)
def joint(settings):
    settings.REFUSALS = "joint"


def claim(client, number=people.ASTRID, password=people.PASSWORD):
    return client.post("/logga-in/", {"number": number, "password": password})


def enter(client, code, **options):
    return client.post(CODE, {"code": code}, **options)


def failures():
    return FailedAttempts.objects.get().failures


def test_all_three_right_lead_home(client, astrid, kodbox):
    assert claim(client).url == CODE
    assert enter(client, kodbox.press(), follow=True).redirect_chain[-1][0] == "/hem/"
    assert failures() == 0


def test_the_first_page_looks_at_nothing_and_spends_nothing(client, astrid):
    claim(client, password="9513")
    assert not FailedAttempts.objects.exists()
    assert not Entry.objects.filter(event="login:password_refused").exists()


def test_a_wrong_password_spends_one_attempt_and_no_code(client, astrid, kodbox):
    claim(client, password="9513")
    enter(client, kodbox.press())
    assert failures() == 1
    assert kodbox.bank_counter() == 0
    assert Entry.objects.get(event="login:code_refused").detail == "wrong"


@pytest.mark.row("B3")
def test_the_sixth_attempt_is_stopped_though_it_is_right(client, astrid, kodbox):
    claim(client, password="9513")
    for _ in range(5):
        enter(client, kodbox.press())
    claim(client)
    assert enter(client, kodbox.press()).context["form"].has_error("__all__", "locked_out")


def test_a_mistyped_code_can_be_typed_again(client, astrid, kodbox):
    claim(client)
    enter(client, "12345678")
    assert enter(client, kodbox.press(), follow=True).redirect_chain[-1][0] == "/hem/"


@pytest.mark.row("B1")
def test_a_number_that_is_not_well_formed_is_told_so(client, astrid):
    response = claim(client, number="1234")
    assert response.context["form"].has_error("number")


@pytest.mark.row("D10")
def test_a_temporary_password_is_changed_after_the_code_and_closed_with_another(client, bo):
    box = people.give(bo, active=True)
    claim(client, people.BO, bo.temporary)
    assert enter(client, box.press()).url == "/logga-in/nytt-losenord/"
    chosen = {"choice": "4072", "again": "4072"}
    assert client.post("/logga-in/nytt-losenord/", chosen).url == CODE
    assert "Då gäller lösenordet som du har valt." in client.get(CODE).text
    assert not Account.objects.get(pk=bo.pk).check_password("4072")
    assert enter(client, box.press(), follow=True).redirect_chain[-1][0] == "/hem/"
    assert Account.objects.get(pk=bo.pk).check_password("4072")


@pytest.mark.row("D10")
def test_the_first_code_does_not_close_the_choice(client, bo):
    box = people.give(bo, active=True)
    claim(client, people.BO, bo.temporary)
    code = box.press()
    enter(client, code)
    client.post("/logga-in/nytt-losenord/", {"choice": "4072", "again": "4072"})
    assert enter(client, code).context["form"].has_error("__all__", "refused")
    assert Account.objects.get(pk=bo.pk).password_is_temporary


def test_a_replacement_is_taken_in_use_only_with_the_personal_password(client, astrid, kodbox):
    new = people.give(astrid)
    claim(client)
    enter(client, new.press())
    assert (new.state(), kodbox.state()) == ("active", "retired")


@pytest.mark.row("C16")
def test_a_replacement_is_refused_with_a_temporary_password(client, astrid, kodbox):
    temporary = passwords.issue_temporary(astrid, audit_log.NO_CONTEXT)
    new = people.give(astrid)
    claim(client, password=temporary)
    assert enter(client, new.press()).context["form"].has_error("__all__", "refused")


def test_a_twin_of_the_code_form_is_led_on(client, astrid, kodbox, monkeypatch):
    code = kodbox.press()
    claim(client)
    real = authentication.check_code

    def first_is_faster(*args, **options):
        monkeypatch.setattr(authentication, "check_code", real)
        enter(client, code)
        real(*args, **options)

    monkeypatch.setattr(authentication, "check_code", first_is_faster)
    assert enter(client, code).url == HOME
    assert failures() == 0


@pytest.mark.row("E7")
def test_what_waits_is_sealed_and_dies_when_used(client, astrid, kodbox):
    claim(client)
    waiting = client.session["pending_credentials"]
    for secret in (people.PASSWORD, people.ASTRID[2:]):
        assert secret not in waiting.values()
        assert secret.encode().hex() not in waiting["encrypted"]
    enter(client, kodbox.press())
    assert "pending_credentials" not in client.session


@pytest.mark.row("E7")
def test_what_waits_is_void_after_five_minutes(client, astrid, kodbox, pass_time):
    claim(client)
    pass_time(300)
    assert enter(client, kodbox.press()).url == "/logga-in/"
    assert kodbox.bank_counter() == 0


@pytest.mark.row("E1")
def test_what_waits_begins_a_session_of_its_own(client, astrid):
    claim(client)
    first = client.session.session_key
    claim(client)
    assert client.session.session_key != first
    assert Session.objects.count() == 1


def test_no_other_step_is_open_before_the_code(client, bo):
    people.give(bo, active=True)
    claim(client, people.BO, bo.temporary)
    for path in ("/logga-in/nytt-losenord/", "/villkor/", "/anslut/", "/avtal/", HOME):
        assert client.get(path).url == CODE


@pytest.mark.row("S12")
def test_a_block_between_the_pages_refuses_the_code(client, astrid, kodbox):
    claim(client)
    people.block(kodbox)
    assert enter(client, kodbox.press()).context["form"].has_error("__all__", "refused")


def test_a_known_browser_keeps_its_own_count(client, astrid, kodbox):
    claim(client)
    enter(client, kodbox.press(), follow=True)
    client.post("/logga-ut/")
    stranger = Client()
    claim(stranger)
    for _ in range(5):
        enter(stranger, "12345678")
    claim(client)
    assert enter(client, kodbox.press(), follow=True).redirect_chain[-1][0] == "/hem/"
