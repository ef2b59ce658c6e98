"""The password reset: a code, a temporary password shown once, and no change before it."""

from http.cookies import SimpleCookie

import pytest
from django.test import Client

from accounts.credentials import passwords
from accounts.customers import agreements
from accounts.models import Account, FailedAttempts
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from hembanken.request_context import Actor
from kodbox.models import State
from tests import people
from tests.accounts.interleaving import send_before
from tests.forms import submit

pytestmark = pytest.mark.django_db
NEW, TEMPORARY = "/nytt-losenord/", "/nytt-losenord/temporart/"


@pytest.fixture
def reset(client, astrid, kodbox):
    """A browser in which Astrid's code was accepted."""
    enter_code(client, kodbox.press())
    return client


def enter_code(client, code, number=people.ASTRID):
    return submit(client, NEW, {"number": number, "code": code})


def ask(client):
    return submit(client, TEMPORARY)


def generate(client):
    """Return the temporary password and the hidden field of its form."""
    context = ask(client).context
    return context["password"], {"encrypted": context["form"]["encrypted"].value()}


def copied(client):
    return SimpleCookie(client.cookies.output(header="", sep=";"))


def password_is(account, password):
    return Account.objects.get(pk=account.pk).check_password(password)


@pytest.mark.row("D1", "D3")
def test_a_wrong_code_changes_nothing(client, astrid, kodbox):
    response = enter_code(client, "00000000")
    assert response.status_code == 200
    assert client.get(TEMPORARY).url == NEW
    assert password_is(astrid, people.PASSWORD)


@pytest.mark.row("D6")
def test_the_password_is_shown_in_one_response_only(reset, astrid):
    password, _ = generate(reset)
    assert password_is(astrid, password)
    assert ask(reset).url == TEMPORARY
    for response in (reset.get(TEMPORARY), reset.get(TEMPORARY)):
        assert "har redan visats" in response.text
        assert password not in response.text
    assert password_is(astrid, password)


@pytest.mark.row("D8")
def test_a_missing_tick_shows_the_same_password_again(reset):
    password, form = generate(reset)
    response = reset.post(TEMPORARY, form)
    assert response.context["password"] == password
    assert "<title>Fel: " in response.text


@pytest.mark.row("D8")
def test_the_tick_redirects_to_the_login(reset):
    _, form = generate(reset)
    assert reset.post(TEMPORARY, {**form, "noted": "on"}).url == "/logga-in/"
    assert reset.post(TEMPORARY, {**form, "noted": "on"}).url == "/logga-in/"
    assert reset.get(TEMPORARY).url == NEW


@pytest.mark.row("D8")
def test_a_new_customer_accepts_the_terms_here(client, cecilia):
    kodbox = people.give(cecilia)
    enter_code(client, kodbox.press(), people.CECILIA)
    _, form = generate(client)
    assert submit(client, TEMPORARY, {**form, "noted": "on"}).status_code == 200
    ticks = {**form, "noted": "on", "accept_terms": "on"}
    assert submit(client, TEMPORARY, {**ticks, "version": "0"}).status_code == 200
    submit(client, TEMPORARY, {**ticks, "version": "1"})
    assert [acceptance.agreement.kind for acceptance in cecilia.acceptances.all()] == ["terms"]


@pytest.mark.row("D6")
@pytest.mark.parametrize("encrypted", ["", "00", "zz", "f" * 10_000])
def test_a_forged_form_shows_nothing(reset, encrypted):
    password, _ = generate(reset)
    response = reset.post(TEMPORARY, {"encrypted": encrypted}, follow=True)
    assert password not in response.text
    assert "har redan visats" in response.text


def test_the_form_of_an_earlier_password_shows_nothing(reset, kodbox):
    _, old = generate(reset)
    enter_code(reset, kodbox.press())
    generate(reset)
    assert "har redan visats" in reset.post(TEMPORARY, old, follow=True).text


def test_a_duplicate_of_the_form_is_redirected(client, astrid, kodbox):
    client.get(NEW)
    duplicate = Client()
    duplicate.cookies = copied(client)
    form = {"number": people.ASTRID, "code": kodbox.press()}
    assert {submit(browser, NEW, form).url for browser in (client, duplicate, client)} == {
        TEMPORARY
    }
    assert kodbox.bank_counter() == 1
    assert "password" in ask(duplicate).context


def test_a_late_duplicate_of_the_form_is_refused(client, astrid, kodbox, pass_time):
    client.get(NEW)
    form = {"number": people.ASTRID, "code": kodbox.press()}
    submit(client, NEW, form)
    pass_time(31)
    assert submit(client, NEW, form).status_code == 200


def test_a_right_code_refunds_only_its_own_attempt(client, astrid, kodbox):
    for code in ("00000000", "00000001", kodbox.press()):
        enter_code(client, code)
    assert FailedAttempts.objects.get().failures == 2


def test_a_simultaneous_duplicate_of_the_form_is_redirected(client, astrid, kodbox, monkeypatch):
    client.get(NEW)
    form, duplicate = {"number": people.ASTRID, "code": kodbox.press()}, Client()
    duplicate.cookies = copied(client)
    send_before(monkeypatch, lambda: submit(client, NEW, form))
    assert submit(duplicate, NEW, form).url == TEMPORARY
    assert "password" in ask(client).context


@pytest.mark.row("E1")
def test_a_planted_session_cannot_generate_the_password(client, astrid, kodbox):
    client.get(NEW)
    planted = Client()
    planted.cookies = copied(client)
    enter_code(client, kodbox.press())
    assert ask(planted).url == "/logga-in/"
    assert enter_code(planted, "00000000").status_code == 200
    assert password_is(astrid, people.PASSWORD)


def test_the_same_code_in_another_browser_is_refused(client, astrid, kodbox):
    form = {"number": people.ASTRID, "code": kodbox.press()}
    submit(client, NEW, form)
    assert submit(Client(), NEW, form).status_code == 200


@pytest.mark.row("D11", "A10")
def test_generating_the_password_ends_every_session(logged_in, kodbox):
    other = Client()
    enter_code(other, kodbox.press())
    assert logged_in.get("/hem/").status_code == 200
    generate(other)
    assert logged_in.get("/hem/").status_code == 302


@pytest.mark.row("D5")
@pytest.mark.parametrize(("seconds", "opens"), [(1_798, True), (1_801, False)])
def test_a_temporary_password_is_valid_for_half_an_hour(client, bo, pass_time, seconds, opens):
    pass_time(seconds)
    response = submit(client, "/logga-in/", {"number": people.BO, "password": bo.temporary})
    assert (response.status_code == 302) is opens


@pytest.mark.row("C16")
def test_a_replacement_device_cannot_be_used_in_a_reset(client, astrid, kodbox):
    new = people.give(astrid)
    response = enter_code(client, new.press())
    assert response.status_code == 200
    assert new.state() is State.DISPATCHED


@pytest.mark.row("S12")
def test_a_blocked_customer_spends_no_code(client, astrid, kodbox):
    agreements.block(astrid, Actor(astrid.pk, "test"))
    response = enter_code(client, kodbox.press())
    assert response.status_code == 200
    assert kodbox.bank_counter() == 0


def close(account):
    Account.objects.filter(pk=account.pk).update(is_active=False)


def issue_another_password(account):
    passwords.issue_temporary(account, audit_log.NO_CONTEXT)


@pytest.mark.row("S12", "S13")
@pytest.mark.parametrize("change", [close, issue_another_password])
def test_a_changed_account_ends_the_reset(reset, astrid, change):
    change(Account.objects.get(pk=astrid.pk))
    before = Account.objects.get(pk=astrid.pk).password
    assert ask(reset).url == "/logga-in/"
    assert Account.objects.get(pk=astrid.pk).password == before


@pytest.mark.row("E7")
def test_a_step_of_a_reset_lasts_five_minutes(reset, astrid, pass_time):
    pass_time(301)
    assert ask(reset).url == "/logga-in/"
    assert password_is(astrid, people.PASSWORD)


@pytest.mark.row("E7")
def test_a_reset_lasts_half_an_hour(reset, pass_time):
    _, form = generate(reset)
    statuses = []
    for _ in range(7):
        pass_time(290)
        statuses.append(reset.post(TEMPORARY, form).status_code)
    assert statuses == [200] * 6 + [302]


def test_a_void_reset_stays_void(reset, astrid):
    close(astrid)
    reset.get(TEMPORARY)
    Account.objects.filter(pk=astrid.pk).update(is_active=True)
    assert ask(reset).url == "/logga-in/"


@pytest.mark.row("I1")
def test_the_audit_log_has_the_event_without_the_password(reset, astrid):
    password, _ = generate(reset)
    entry = Entry.objects.get(event=Event.TEMPORARY_PASSWORD_ISSUED, account_id=astrid.pk)
    assert password not in f"{entry.detail}{entry.address}{entry.browser}"
