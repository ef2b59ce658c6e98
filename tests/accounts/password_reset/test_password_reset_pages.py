"""Skapa nytt lösenord: a code, a password shown once, and nothing changed before that."""

from http.cookies import SimpleCookie

import pytest
from django.test import Client

from accounts.credentials import authentication, passwords
from accounts.customers import agreements
from accounts.models import Account, FailedAttempts
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from hembanken.request_context import Actor
from kodbox.models import State
from tests import people

pytestmark = pytest.mark.django_db
NEW, TEMPORARY = "/nytt-losenord/", "/nytt-losenord/temporart/"


@pytest.fixture
def proven(client, astrid, kodbox):
    """A browser in which Astrid has given a code."""
    client.post(NEW, {"number": people.ASTRID, "code": kodbox.press()})
    return client


def draw(client):
    """Return the temporary password and the form that came with it."""
    context = client.post(TEMPORARY, {"draw": "1"}).context
    return context["password"], {"encrypted": context["form"]["encrypted"].value()}


def password_is(account, password):
    return Account.objects.get(pk=account.pk).check_password(password)


@pytest.mark.row("D1", "D3", "S11")
def test_nothing_changes_before_the_password_is_drawn(proven, astrid):
    assert proven.get(TEMPORARY).status_code == 200
    assert password_is(astrid, people.PASSWORD)


@pytest.mark.row("D1", "D3")
def test_a_wrong_code_changes_nothing(client, astrid, kodbox):
    response = client.post(NEW, {"number": people.ASTRID, "code": "00000000"})
    assert response.status_code == 200
    assert client.get(TEMPORARY).url == NEW
    assert password_is(astrid, people.PASSWORD)


@pytest.mark.row("D6")
def test_the_password_is_shown_in_the_answer_to_one_post_only(proven, astrid):
    password, _ = draw(proven)
    assert password_is(astrid, password)
    for response in (proven.get(TEMPORARY), proven.post(TEMPORARY, {"draw": "1"})):
        assert "har redan visats" in response.text
        assert password not in response.text
    assert password_is(astrid, password)


@pytest.mark.row("D8")
def test_a_missing_tick_shows_the_same_password_again(proven):
    password, form = draw(proven)
    response = proven.post(TEMPORARY, form)
    assert response.context["password"] == password
    assert "<title>Fel: " in response.text


@pytest.mark.row("D8")
def test_the_tick_leads_to_the_login(proven):
    _, form = draw(proven)
    assert proven.post(TEMPORARY, {**form, "noted": "on"}).url == "/logga-in/"
    assert proven.post(TEMPORARY, {**form, "noted": "on"}).url == "/logga-in/"
    assert proven.get(TEMPORARY).url == NEW


@pytest.mark.row("D8")
def test_a_new_customer_accepts_the_terms_here(client, cecilia):
    kodbox = people.give(cecilia)
    client.post(NEW, {"number": people.CECILIA, "code": kodbox.press()})
    _, form = draw(client)
    assert client.post(TEMPORARY, {**form, "noted": "on"}).status_code == 200
    ticks = {**form, "noted": "on", "accept_terms": "on"}
    assert client.post(TEMPORARY, {**ticks, "version": "0"}).status_code == 200
    client.post(TEMPORARY, {**ticks, "version": "1"})
    assert [each.agreement.kind for each in cecilia.acceptances.all()] == ["terms"]


@pytest.mark.row("D6")
@pytest.mark.parametrize("encrypted", ["", "00", "zz", "f" * 10_000])
def test_a_forged_form_shows_nothing(proven, encrypted):
    password, _ = draw(proven)
    response = proven.post(TEMPORARY, {"encrypted": encrypted})
    assert password not in response.text
    assert "har redan visats" in response.text


def test_a_form_of_an_earlier_password_shows_nothing(proven, kodbox):
    _, old = draw(proven)
    proven.post(NEW, {"number": people.ASTRID, "code": kodbox.press()})
    draw(proven)
    assert "har redan visats" in proven.post(TEMPORARY, old).text


@pytest.mark.row("S10", "D8")
def test_a_second_browser_draws_nothing(proven, astrid):
    assert Client().post(TEMPORARY, {"draw": "1"}).url == "/logga-in/"
    assert password_is(astrid, people.PASSWORD)


@pytest.mark.row("S10")
def test_a_reset_never_opens_a_session(proven):
    draw(proven)
    assert proven.get("/hem/").url.startswith("/logga-in/")


def test_the_same_form_sent_again_is_led_on(client, astrid, kodbox):
    client.get(NEW)
    twin = Client()
    twin.cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    form = {"number": people.ASTRID, "code": kodbox.press()}
    assert {browser.post(NEW, form).url for browser in (client, twin, client)} == {TEMPORARY}
    assert kodbox.bank_counter() == 1
    assert "password" in twin.post(TEMPORARY, {"draw": "1"}).context


def test_the_same_form_sent_much_later_is_refused(client, astrid, kodbox, pass_time):
    client.get(NEW)
    form = {"number": people.ASTRID, "code": kodbox.press()}
    client.post(NEW, form)
    pass_time(31)
    assert client.post(NEW, form).status_code == 200


def test_a_code_gives_back_its_own_attempt_only(client, astrid, kodbox):
    for code in ("00000000", "00000001", kodbox.press()):
        client.post(NEW, {"number": people.ASTRID, "code": code})
    assert FailedAttempts.objects.get().failures == 2


def test_a_twin_that_was_sent_at_the_same_time_is_led_on(client, astrid, kodbox, monkeypatch):
    client.get(NEW)
    form, twin = {"number": people.ASTRID, "code": kodbox.press()}, Client()
    twin.cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    real = authentication.check_code

    def first_is_faster(*args, **options):
        monkeypatch.setattr(authentication, "check_code", real)
        client.post(NEW, form)
        real(*args, **options)

    monkeypatch.setattr(authentication, "check_code", first_is_faster)
    assert twin.post(NEW, form).url == TEMPORARY
    assert "password" in client.post(TEMPORARY, {"draw": "1"}).context


@pytest.mark.row("E1")
def test_whoever_knows_the_session_from_before_draws_nothing(client, astrid, kodbox):
    client.get(NEW)
    planted = Client()
    planted.cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    client.post(NEW, {"number": people.ASTRID, "code": kodbox.press()})
    assert planted.post(TEMPORARY, {"draw": "1"}).url == "/logga-in/"
    assert planted.post(NEW, {"number": people.ASTRID, "code": "00000000"}).status_code == 200
    assert password_is(astrid, people.PASSWORD)


def test_the_same_code_in_another_browser_is_refused(client, astrid, kodbox):
    form = {"number": people.ASTRID, "code": kodbox.press()}
    client.post(NEW, form)
    assert Client().post(NEW, form).status_code == 200


@pytest.mark.row("D11", "A10")
def test_drawing_ends_every_session(logged_in, kodbox):
    other = Client()
    other.post(NEW, {"number": people.ASTRID, "code": kodbox.press()})
    assert logged_in.get("/hem/").status_code == 200
    draw(other)
    assert logged_in.get("/hem/").status_code == 302


@pytest.mark.row("D5")
@pytest.mark.parametrize(("seconds", "opens"), [(1_798, True), (1_801, False)])
def test_a_temporary_password_is_valid_for_half_an_hour(client, bo, pass_time, seconds, opens):
    pass_time(seconds)
    response = client.post("/logga-in/", {"number": people.BO, "password": bo.temporary})
    assert (response.status_code == 302) is opens


@pytest.mark.row("D5")
def test_a_temporary_password_is_void_once_replaced(client, bo):
    kodbox = people.give(bo, active=True)
    client.post("/logga-in/", {"number": people.BO, "password": bo.temporary})
    client.post("/logga-in/nytt-losenord/", {"choice": "4072", "again": "4072"})
    client.post("/logga-in/behorighetskod/", {"code": kodbox.press()})
    assert not password_is(bo, bo.temporary)


@pytest.mark.row("C16")
def test_a_first_box_becomes_active_here(client, cecilia):
    kodbox = people.give(cecilia)
    client.post(NEW, {"number": people.CECILIA, "code": kodbox.press()})
    assert kodbox.state() is State.ACTIVE


@pytest.mark.row("C16")
def test_a_replacement_opens_nothing_here(client, astrid, kodbox):
    new = people.give(astrid)
    response = client.post(NEW, {"number": people.ASTRID, "code": new.press()})
    assert response.status_code == 200
    assert new.state() is State.DISPATCHED


@pytest.mark.row("S12")
def test_a_block_between_the_steps_is_effective(proven, astrid):
    agreements.block(astrid, Actor(astrid.pk, "test"))
    assert proven.post(TEMPORARY, {"draw": "1"}).url == "/logga-in/"
    assert password_is(astrid, people.PASSWORD)


@pytest.mark.row("S12")
def test_a_blocked_customer_spends_no_code(client, astrid, kodbox):
    agreements.block(astrid, Actor(astrid.pk, "test"))
    response = client.post(NEW, {"number": people.ASTRID, "code": kodbox.press()})
    assert response.status_code == 200
    assert kodbox.bank_counter() == 0


def closed(account):
    Account.objects.filter(pk=account.pk).update(is_active=False)


def given_another_password(account):
    passwords.issue_temporary(account, audit_log.NO_CONTEXT)


@pytest.mark.row("S12", "S13")
@pytest.mark.parametrize("happened", [closed, given_another_password])
def test_an_account_that_is_no_longer_as_it_was_ends_the_reset(proven, astrid, happened):
    happened(Account.objects.get(pk=astrid.pk))
    before = Account.objects.get(pk=astrid.pk).password
    assert proven.post(TEMPORARY, {"draw": "1"}).url == "/logga-in/"
    assert Account.objects.get(pk=astrid.pk).password == before


@pytest.mark.row("E7")
def test_a_step_of_a_reset_lasts_five_minutes(proven, astrid, pass_time):
    pass_time(301)
    assert proven.post(TEMPORARY, {"draw": "1"}).url == "/logga-in/"
    assert password_is(astrid, people.PASSWORD)


@pytest.mark.row("E7")
def test_a_reset_lasts_half_an_hour(proven, pass_time):
    _, form = draw(proven)
    answers = []
    for _ in range(7):
        pass_time(290)
        answers.append(proven.post(TEMPORARY, form).status_code)
    assert answers == [200] * 6 + [302]


def test_a_reset_that_was_void_stays_so(proven, astrid):
    closed(astrid)
    proven.get(TEMPORARY)
    Account.objects.filter(pk=astrid.pk).update(is_active=True)
    assert proven.post(TEMPORARY, {"draw": "1"}).url == "/logga-in/"


@pytest.mark.row("I1")
def test_what_happened_is_in_the_audit_log_without_a_secret(proven, astrid):
    password, _ = draw(proven)
    entry = Entry.objects.get(event=Event.TEMPORARY_PASSWORD_ISSUED, account_id=astrid.pk)
    assert password not in f"{entry.detail}{entry.address}{entry.browser}"


@pytest.mark.row("D7", "H5")
def test_the_page_is_never_stored(proven):
    response = proven.post(TEMPORARY, {"draw": "1"})
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "same-origin"
