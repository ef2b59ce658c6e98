"""The pause: what starts it and lifts it, what it stops, and what a stranger learns of it."""

import logging

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts import pausing
from accounts.credentials import passwords
from accounts.customers import agreements, closing
from accounts.models import Account, FailedAttempts
from accounts.sessions import last_login
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.audit.models import Entry, UnknownFailures
from hembanken.outbox.models import Message
from hembanken.request_context import Actor
from hembanken.sessions.models import Session
from tests import people, staff
from tests.accounts.interleaving import send_before
from tests.forms import submit
from tests.observing import seen, work

pytestmark = pytest.mark.django_db
PAUSE, RECEIVED = "/sparra-kodbox/", "/sparra-kodbox/mottagen/"
LOGIN, CODE, RESET = "/logga-in/", "/logga-in/behorighetskod/", "/nytt-losenord/"
TEMPORARY = "/nytt-losenord/temporart/"
WRONG, DAY = "9513", 86_400


def pause(number=people.ASTRID, password=people.PASSWORD, client=None):
    return submit(client or Client(), PAUSE, {"number": number, "password": password})


def is_paused(account):
    return Account.objects.get(pk=account.pk).paused_at is not None


def events_of(account, event):
    return Entry.objects.filter(account_id=account.pk, event=event)


def reset(account):
    """Create a temporary password, as whoever holds the kodbox can."""
    return passwords.issue_temporary(Account.objects.get(pk=account.pk), audit_log.NO_CONTEXT)


def choose(account, choice):
    account = Account.objects.get(pk=account.pk)
    encoded = passwords.hash_choice(account, choice)
    passwords.activate(account, encoded, audit_log.NO_CONTEXT, Event.PASSWORD_CHOSEN)


# What starts it


@pytest.mark.row("C23")
@pytest.mark.parametrize("mode", ["separate", "joint"])
def test_number_and_password_pause_once_and_the_customer_is_notified(astrid, mode, settings):
    settings.REFUSALS, before = mode, Message.objects.count()
    for _ in range(2):
        assert pause().url == RECEIVED
    assert is_paused(astrid)
    assert events_of(astrid, Event.PAUSED).get().detail == "by password"
    assert Message.objects.filter(account_id=astrid.pk).count() == before + 1
    assert events_of(astrid, Event.PASSWORD_REFUSED).get().detail == "pause: paused"


@pytest.mark.row("C23")
@pytest.mark.parametrize("number", [people.ASTRID, people.NOBODY])
def test_wrong_credentials_pause_nobody(astrid, number):
    before = Message.objects.count()
    assert pause(number, WRONG).url == RECEIVED
    assert not is_paused(astrid)
    assert Message.objects.count() == before
    assert not Entry.objects.filter(event=Event.PAUSED).exists()


def test_a_customer_whose_agreement_is_blocked_may_pause_too(astrid):
    agreements.block(astrid, Actor(astrid.pk, "test"))
    pause()
    assert is_paused(astrid)


def test_a_closed_customer_is_not_paused(astrid):
    reset(astrid)
    closing.close(astrid, Actor(astrid.pk, "test"))
    pause()
    assert not is_paused(astrid)


def test_a_member_of_staff_cannot_be_paused(db):
    karin = staff.hire("karin", "kundservice")[0]
    assert not pausing._pause(karin.pk)
    with pytest.raises(IntegrityError):
        Account.objects.filter(pk=karin.pk).update(paused_at=karin.created_at)


# The password from before a reset


@pytest.mark.row("C24")
def test_a_reset_does_not_take_the_pause_away(astrid, pass_time):
    reset(astrid)
    choose(astrid, WRONG)
    pass_time(7 * DAY - 1)
    pause()
    assert is_paused(astrid)
    assert events_of(astrid, Event.PAUSED).get().detail == "by earlier password"


@pytest.mark.row("C24")
def test_a_second_reset_does_not_take_it_away_either(astrid, pass_time):
    for choice in (WRONG, "6172"):
        reset(astrid)
        choose(astrid, choice)
        pass_time(DAY)
    reset(astrid)
    pause()
    assert is_paused(astrid)


@pytest.mark.row("C24")
def test_the_earlier_password_pauses_for_some_days_only(astrid, pass_time, settings):
    settings.EARLIER_PASSWORD_DAYS = 2
    reset(astrid)
    pass_time(2 * DAY)
    pause()
    assert not is_paused(astrid)


def test_after_its_days_the_next_reset_keeps_the_password_that_it_replaces(astrid, pass_time):
    reset(astrid)
    choose(astrid, WRONG)
    pass_time(8 * DAY)
    reset(astrid)
    pause(password=WRONG)
    assert is_paused(astrid)


@pytest.mark.row("C24")
def test_the_earlier_password_opens_nothing(astrid, kodbox):
    reset(astrid)
    choose(astrid, WRONG)
    client = Client()
    assert submit(client, LOGIN, {"number": people.ASTRID, "password": people.PASSWORD}).context
    order = {"number": people.ASTRID, "password": people.PASSWORD, "delivery": "post"}
    submit(client, "/bestall-kodbox/", order)
    assert events_of(astrid, Event.PASSWORD_REFUSED).count() == 2


def test_a_temporary_password_pauses_until_it_expires(bo, pass_time):
    pass_time(1_801)
    pause(people.BO, bo.temporary)
    assert not is_paused(bo)
    pause(people.BO, reset(bo))
    assert is_paused(bo)


def test_a_password_that_staff_void_pauses_no_longer(astrid):
    reset(astrid)
    passwords.require_new(Account.objects.get(pk=astrid.pk), Actor(astrid.pk, "test"))
    pause()
    assert not is_paused(astrid)


# What it stops


@pytest.mark.row("C23", "S15")
def test_a_pause_ends_the_sessions_and_the_browser_stays_known(logged_in, astrid):
    known = logged_in.cookies["hembanken-browser"].value
    pause()
    assert logged_in.get("/hem/").url.startswith(LOGIN)
    assert not Session.objects.filter(account_id=astrid.pk).exists()
    assert logged_in.cookies["hembanken-browser"].value == known
    pausing.lift(astrid, Actor(astrid.pk, "test"))
    assert logged_in.get("/hem/").url.startswith(LOGIN)


@pytest.mark.row("C23", "S12")
def test_a_paused_customer_reads_the_message_of_a_wrong_password(astrid, kodbox):
    pause()
    response = submit(Client(), LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    assert "Felaktigt personnummer eller lösenord" in response.text
    assert events_of(astrid, Event.PASSWORD_REFUSED).get().detail == "paused"


@pytest.mark.row("C23", "S12")
@pytest.mark.parametrize("number", [people.ASTRID, people.NOBODY])
def test_a_paused_customer_reads_the_message_of_a_wrong_code(astrid, kodbox, number):
    pause()
    before = kodbox.bank_counter()
    response = submit(Client(), RESET, {"number": number, "code": kodbox.press()})
    assert "Felaktigt behörighetskod" in response.text
    assert kodbox.bank_counter() == before


@pytest.mark.row("C23", "S12")
def test_with_joint_refusals_a_paused_customer_does_not_get_in(astrid, kodbox, settings):
    settings.REFUSALS = "joint"
    pause()
    client = Client()
    submit(client, LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    response = submit(client, CODE, {"code": kodbox.press()})
    assert response.context["form"].has_error("__all__", "refused")


def test_a_temporary_password_does_not_get_a_paused_customer_in(bo):
    kodbox = people.give(bo, active=True)
    pause(people.BO, bo.temporary)
    client = Client()
    submit(client, LOGIN, {"number": people.BO, "password": bo.temporary})
    assert submit(client, CODE, {"code": kodbox.press()}).url == LOGIN


@pytest.mark.row("S12", "S13")
def test_a_pause_between_two_steps_ends_the_login(astrid, kodbox):
    client = Client()
    submit(client, LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    pause()
    before = kodbox.bank_counter()
    assert submit(client, CODE, {"code": kodbox.press()}).url == LOGIN
    assert kodbox.bank_counter() == before


@pytest.mark.row("S12", "S13")
def test_a_pause_before_the_last_step_ends_the_login(astrid, kodbox):
    client = Client()
    submit(client, LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    assert submit(client, CODE, {"code": kodbox.press()}).url == "/hem/"
    pause()
    assert client.get("/hem/").url == LOGIN
    assert not events_of(astrid, Event.LOGIN_COMPLETED).exists()


@pytest.mark.row("S12", "S13")
def test_a_pause_ends_a_reset_whose_code_was_accepted(astrid, kodbox):
    client = Client()
    client.get(RESET)
    assert submit(client, RESET, {"number": people.ASTRID, "code": kodbox.press()}).url == TEMPORARY
    pause()
    assert submit(client, TEMPORARY, {"draw": "1"}).status_code == 302
    assert Account.objects.get(pk=astrid.pk).check_password(people.PASSWORD)


@pytest.mark.row("S12")
def test_a_chosen_password_does_not_take_effect_after_a_pause(bo, monkeypatch):
    kodbox, client = people.give(bo, active=True), Client()
    submit(client, LOGIN, {"number": people.BO, "password": bo.temporary})
    submit(client, "/logga-in/nytt-losenord/", {"choice": WRONG, "again": WRONG})
    send_before(monkeypatch, lambda: pause(people.BO, bo.temporary))
    assert submit(client, CODE, {"code": kodbox.press()}).url == LOGIN
    assert is_paused(bo)
    assert not Account.objects.get(pk=bo.pk).check_password(WRONG)


@pytest.mark.row("S12")
def test_no_temporary_password_is_made_after_a_pause(astrid, kodbox, monkeypatch):
    client = Client()
    client.get(RESET)
    submit(client, RESET, {"number": people.ASTRID, "code": kodbox.press()})
    send_before(monkeypatch, pause, passwords, "issue_temporary")
    assert submit(client, TEMPORARY, {"draw": "1"}).url == TEMPORARY
    assert not events_of(astrid, Event.TEMPORARY_PASSWORD_ISSUED).exists()


def test_a_session_that_a_racing_login_opens_is_ended(astrid, kodbox, monkeypatch):
    client = Client()
    submit(client, LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    submit(client, CODE, {"code": kodbox.press()})
    send_before(monkeypatch, pause, last_login, "start")
    client.get("/hem/")
    assert client.get("/om-hembanken/").status_code == 302


# What lifts it


@pytest.mark.row("C25")
def test_a_lifted_pause_leaves_everything_as_it_was(astrid, kodbox):
    pause()
    pausing.lift(astrid, Actor(astrid.pk, "test"))
    assert not is_paused(astrid)
    with pytest.raises(pausing.NotPaused):
        pausing.lift(astrid, Actor(astrid.pk, "test"))
    people.log_in(Client(), people.ASTRID, people.PASSWORD, kodbox)
    assert events_of(astrid, Event.PAUSE_LIFTED).count() == 1


@pytest.mark.row("C25")
@pytest.mark.parametrize("member", ["karin", "samir"])
def test_one_member_of_staff_who_has_identified_the_customer_lifts_it(request, astrid, member):
    client = request.getfixturevalue(member)
    assert "hav-paus" not in staff.offered(client, astrid)
    pause()
    staff.perform(client, astrid, "hav-paus")
    assert is_paused(astrid)
    staff.perform(client, astrid, "hav-paus", identified="on")
    assert not is_paused(astrid)
    entry = events_of(astrid, Event.PAUSE_LIFTED).get()
    assert (entry.actor_id is not None, entry.detail) == (
        True,
        "Identifierad per telefon med motfrågor",
    )


def test_staff_see_the_pause_and_a_new_password_that_may_be_a_thiefs(astrid, karin):
    pause()
    page = staff.page(karin, astrid).text
    assert "paus sedan" in page
    assert "Ett nytt lösenord har skapats" not in page
    pausing.lift(astrid, Actor(astrid.pk, "test"))
    reset(astrid)
    pause()
    page = staff.page(karin, astrid).text
    assert "Ett nytt lösenord har skapats de senaste dagarna" in page
    assert "med lösenordet från före det senast skapade" in page


def test_a_protected_identity_is_opened_by_staff_who_may_see_it(astrid, karin, samir):
    Account.objects.filter(pk=astrid.pk).update(is_protected=True)
    pause()
    assert "hav-paus" not in staff.offered(karin, astrid)
    assert "hav-paus" in staff.offered(samir, astrid)


def test_an_agreement_can_be_blocked_during_a_pause(astrid, karin):
    pause()
    assert {"sparra-avtal", "hav-paus"} <= set(staff.offered(karin, astrid))


# What a stranger learns


def nothing(_account):
    return people.PASSWORD


def no_password(account):
    Account.objects.filter(pk=account.pk).update(password="!")
    return people.PASSWORD


def earlier(account):
    reset(account)
    return people.PASSWORD


def blocked(account):
    agreements.block(account, Actor(account.pk, "test"))
    return people.PASSWORD


def paused(account):
    pausing._pause(account.pk)
    return people.PASSWORD


CAUSES = {
    "right": nothing,
    "wrong": lambda _account: WRONG,
    "no password": no_password,
    "earlier": earlier,
    "wrong after a reset": lambda account: reset(account) and WRONG,
    "blocked": blocked,
    "paused already": paused,
}


@pytest.mark.row("S9", "C23")
@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("failures", [1, 4])
@pytest.mark.parametrize("cause", CAUSES)
def test_the_answer_and_its_cost_are_the_same_for_every_cause(
    cause, failures, is_known, astrid, bo, monkeypatch
):
    """The fifth attempt begins a lockout, whatever was typed."""
    password = CAUSES[cause](astrid)
    number = people.ASTRID if is_known else people.NOBODY
    for _ in range(failures):
        pause(people.CECILIA, WRONG)
        pause(number, "0000")
    expected, expected_counts, expected_kinds = work(
        monkeypatch, lambda: pause(people.CECILIA, WRONG)
    )
    response, counts, kinds = work(monkeypatch, lambda: pause(number, password))
    assert seen(response) == seen(expected)
    assert response.url == RECEIVED
    assert counts == expected_counts == {"hashes": 2, "hmacs": 0}
    assert kinds == expected_kinds


@pytest.mark.row("S9")
def test_the_page_after_the_answer_is_the_same_for_all(astrid):
    stranger, client = Client(), Client()
    pause(people.NOBODY, WRONG, stranger)
    pause(client=client)
    assert seen(stranger.get(RECEIVED)) == seen(client.get(RECEIVED))


@pytest.mark.row("S9")
def test_a_failure_is_recorded_for_a_customer_and_counted_for_nobody(astrid):
    pause(password=WRONG)
    assert events_of(astrid, Event.PASSWORD_REFUSED).get().detail == "pause: wrong"
    pause(people.NOBODY, WRONG)
    pause()
    assert sum(UnknownFailures.objects.values_list("failures", flat=True)) == 1


def test_a_pause_is_no_failure_in_the_metrics(
    astrid, monkeypatch, django_capture_on_commit_callbacks
):
    counted = []
    monkeypatch.setattr(audit_log, "count_events", counted.extend)
    with django_capture_on_commit_callbacks(execute=True):
        pause()
        pause(people.NOBODY, WRONG)
    assert counted == [Event.PAUSED, Event.PASSWORD_REFUSED]


@pytest.mark.row("B4", "C23")
def test_every_attempt_counts_and_a_right_one_clears_nothing(astrid, kodbox):
    for password in (WRONG, people.PASSWORD, people.PASSWORD):
        pause(password=password)
    assert FailedAttempts.objects.get().failures == 3
    for _ in range(2):
        pause(password=WRONG)
    response = pause()
    assert response.context["form"].has_error("__all__", "locked_out")
    login = submit(Client(), LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    assert login.context["form"].has_error("__all__", "locked_out")


def test_an_attempt_is_spent_before_the_password_is_checked(astrid, monkeypatch):
    real, spent = pausing.check_password, []

    def check(password, encoded):
        spent.append(FailedAttempts.objects.get().failures)
        return real(password, encoded)

    monkeypatch.setattr(pausing, "check_password", check)
    pause()
    assert spent == [1, 1]


# Many at once


@pytest.mark.parametrize(("limit", "is_told"), [(2, True), (3, False)])
def test_many_pauses_within_an_hour_are_an_alarm(
    astrid, bo, limit, is_told, settings, caplog, pass_time
):
    settings.PAUSES_BEFORE_ALARM = limit
    cecilia = people.new_customer(people.CECILIA, "Cecilia Ny")
    audit_log.append(Event.PAUSED, cecilia.pk)
    pass_time(3_601)
    caplog.set_level(logging.WARNING, "accounts.pausing")
    pause()
    pause(people.NOBODY, WRONG)
    assert not caplog.records
    pause(people.BO, reset(bo))
    told = "Many customers pause: at least 2 within an hour." in caplog.messages
    assert told == is_told
