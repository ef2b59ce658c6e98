"""The pages of a login: their order, duplicate submissions, time limits and invalid input."""

import re
from functools import partial

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.credentials import passwords
from accounts.customers import agreements
from accounts.login.steps import Step
from accounts.models import Acceptance, Account, Agreement, FailedAttempts
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from hembanken.request_context import Actor
from hembanken.sessions.models import Session
from hembanken.sessions.store import SessionStore
from kodbox.models import State
from tests import people
from tests.accounts import roads
from tests.accounts.interleaving import send_before
from tests.forms import errors, submit

pytestmark = pytest.mark.django_db
LOGIN, CODE, HOME = "/logga-in/", "/logga-in/behorighetskod/", "/hem/"
CHOOSE = "/logga-in/nytt-losenord/"
STEPS = [reverse(step) for step in Step if step != Step.DONE]
CLOSED = ["/om-hembanken/", "/om-hembanken/sakerhetslosning/", HOME, *STEPS]
NOTHING = {"csrfmiddlewaretoken": "sent by every form"}
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def enter_password(client, number=people.ASTRID, password=people.PASSWORD):
    return submit(client, LOGIN, {"number": number, "password": password})


def enter_code(client, code):
    return submit(client, CODE, {"code": code})


def choose(client, choice="4072"):
    return submit(client, CHOOSE, {"choice": choice, "again": choice})


def accepted(version):
    return {"accept_terms": "on", "version": str(version)}


def read_agreement(client, kodbox):
    """Log in after version 2 of both texts, accept the terms and read the agreement."""
    people.publish_texts(version=2)
    enter_password(client)
    enter_code(client, kodbox.press())
    submit(client, "/villkor/", accepted(2))
    submit(client, "/avtal/", {"version": "2"})


@pytest.mark.row("A1")
@pytest.mark.parametrize("path", CLOSED)
def test_number_and_password_alone_open_no_page(client, astrid, kodbox, path):
    enter_password(client)
    response = client.get(path)
    assert path == CODE or response.url.split("?")[0] in (LOGIN, CODE)


@pytest.mark.row("E1")
def test_each_factor_starts_a_new_session_and_ends_the_old_one(client, astrid, kodbox):
    client.get("/nytt-losenord/")
    visited = client.session.session_key
    assert SessionStore(visited).load()
    enter_password(client)
    first = client.session.session_key
    assert first != visited
    assert not SessionStore(visited).load()
    assert SessionStore(first).load()
    submit(client, CODE, {"code": kodbox.press()}, follow=True)
    assert client.session.session_key != first
    assert not SessionStore(first).load()


@pytest.mark.row("E8")
def test_a_form_without_its_token_is_refused_with_a_link_to_the_login(astrid):
    client = Client(enforce_csrf_checks=True)
    response = submit(client, LOGIN, {"number": people.ASTRID, "password": people.PASSWORD})
    assert response.status_code == 403
    assert LOGIN in response.text


@pytest.mark.row("G6")
def test_each_step_has_a_different_title(texts):
    walker = roads.newcomer()
    steps = (state for state in roads.first_login(walker) if state not in ("nothing", "logged in"))
    pages = [walker.client.get(reverse(step)).text for step in steps if step != Step.DONE]
    titles = [TITLE.search(page)[1].strip() for page in pages]
    assert len(titles) == len(set(titles)) > 4


@pytest.mark.row("G12")
def test_the_number_is_not_asked_for_again_with_the_code(client, astrid):
    assert 'name="number"' in client.get(LOGIN).text
    enter_password(client)
    assert 'name="number"' not in client.get(CODE).text


@pytest.mark.row("S3")
def test_a_duplicate_of_the_code_form_is_redirected_to_the_next_step(client, astrid, kodbox):
    enter_password(client)
    code = kodbox.press()
    enter_code(client, code)
    assert enter_code(client, code).url == HOME
    client.get(HOME)
    assert enter_code(client, code).url == HOME
    assert kodbox.bank_counter() == 1


def test_a_simultaneous_duplicate_is_redirected_to_the_next_step(
    client, astrid, kodbox, monkeypatch
):
    enter_password(client)
    code = kodbox.press()
    duplicate = Client()
    duplicate.cookies = client.cookies
    send_before(monkeypatch, lambda: enter_code(client, code))
    assert submit(duplicate, CODE, {"code": code}).url == HOME
    assert client.get(HOME).status_code == 200
    assert FailedAttempts.objects.get().failures == 0
    assert not Entry.objects.filter(event=Event.CODE_REFUSED).exists()


@pytest.mark.row("E7")
@pytest.mark.parametrize(("seconds", "continues"), [(298, True), (301, False)])
def test_a_step_lasts_five_minutes(client, astrid, kodbox, pass_time, seconds, continues):
    enter_password(client)
    pass_time(seconds)
    response = enter_code(client, kodbox.press())
    assert (response.url == HOME) is continues
    if not continues:
        assert "Börja om" in client.get(response.url).text


def block_kodbox(account, kodbox):
    people.block(kodbox)


def block_agreement(account, kodbox):
    agreements.block(account, Actor(account.pk, "test"))


def close(account, kodbox):
    Account.objects.filter(pk=account.pk).update(is_active=False)


def issue_temporary_password(account, kodbox):
    passwords.issue_temporary(Account.objects.get(pk=account.pk), audit_log.NO_CONTEXT)


@pytest.mark.row("S12", "S13")
@pytest.mark.parametrize("change", [block_kodbox, close, issue_temporary_password])
def test_a_changed_account_ends_a_login_under_way(client, astrid, kodbox, change):
    enter_password(client)
    change(astrid, kodbox)
    assert enter_code(client, kodbox.press()).url == LOGIN
    assert kodbox.bank_counter() == 0


@pytest.mark.row("S13")
def test_a_logout_voids_a_login_under_way(client, astrid, kodbox):
    enter_password(client)
    submit(client, "/logga-ut/")
    assert enter_code(client, kodbox.press()).url == LOGIN


@pytest.mark.row("S15", "C13")
@pytest.mark.parametrize("end", [block_kodbox, block_agreement, close])
def test_a_block_or_closing_ends_the_session(logged_in, astrid, kodbox, end):
    end(astrid, kodbox)
    assert logged_in.get(HOME).url.startswith(LOGIN)


@pytest.mark.row("S15")
def test_a_session_stays_ended_when_the_block_is_lifted(logged_in, astrid, kodbox):
    block_agreement(astrid, kodbox)
    Account.objects.filter(pk=astrid.pk).update(blocked_at=None)
    assert logged_in.get(HOME).url.startswith(LOGIN)


@pytest.mark.row("E3", "E4")
@pytest.mark.parametrize("clock", ["active_at", "started_at"])
def test_a_session_without_a_start_time_or_activity_has_ended(logged_in, clock):
    session = logged_in.session
    del session[clock]
    session.save()
    assert logged_in.get(HOME).url.startswith(LOGIN)


@pytest.mark.row("D10")
def test_a_chosen_password_takes_effect_only_with_the_code(client, bo):
    kodbox = people.give(bo, active=True)
    enter_password(client, people.BO, bo.temporary)
    for choice in ("9513", "4072"):
        choose(client, choice)
    assert Account.objects.get(pk=bo.pk).check_password(bo.temporary)
    enter_code(client, kodbox.press())
    stored = Account.objects.get(pk=bo.pk)
    assert stored.check_password("4072")
    assert not stored.password_is_temporary


@pytest.mark.row("A5")
def test_a_personal_password_never_expires(client, astrid, kodbox, pass_time):
    pass_time(5 * 365 * 24 * 3_600)
    call_command("housekeeping")
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)


@pytest.mark.row("D9")
def test_a_temporary_password_opens_only_the_page_that_replaces_it(client, bo):
    people.give(bo, active=True)
    assert enter_password(client, people.BO, bo.temporary).url == CHOOSE
    assert {client.get(path).url for path in {HOME, *STEPS} - {CHOOSE}} == {CHOOSE}


@pytest.mark.row("A3")
def test_blanks_around_a_chosen_password_are_ignored(client, bo):
    kodbox = people.give(bo, active=True)
    enter_password(client, people.BO, bo.temporary)
    submit(client, CHOOSE, {"choice": " 4072", "again": "4072\u00a0"})
    enter_code(client, kodbox.press())
    assert enter_password(Client(), people.BO, "4072").url == CODE


@pytest.mark.row("S22")
def test_the_temporary_password_cannot_be_chosen(client, bo):
    enter_password(client, people.BO, bo.temporary)
    assert errors(choose(client, bo.temporary))["choice"]


@pytest.mark.row("G2")
def test_a_password_manager_can_recognise_the_new_password(client, bo):
    enter_password(client, people.BO, bo.temporary)
    assert client.get(CHOOSE).text.count('autocomplete="new-password"') == 2


@pytest.mark.row("C16")
def test_a_temporary_password_does_not_activate_a_replacement_device(client, bo):
    people.give(bo, active=True)
    new = people.give(bo)
    enter_password(client, people.BO, bo.temporary)
    choose(client)
    response = enter_code(client, new.press())
    assert errors(response) == {"__all__": ["refused"], "code": ["advice"]}
    assert new.state() is State.DISPATCHED


@pytest.mark.row("G13")
def test_new_versions_are_accepted_after_the_code(client, astrid, kodbox):
    people.publish_texts(version=2)
    enter_password(client)
    assert enter_code(client, kodbox.press()).url == "/villkor/"
    assert errors(submit(client, "/villkor/", NOTHING)) == {"accept_terms": ["required"]}
    assert errors(submit(client, "/villkor/", accepted(1))) == {"accept_terms": ["changed"]}
    assert submit(client, "/villkor/", accepted(2)).url == "/avtal/"
    for unread in ("", "1", "9" * 1_000):
        assert submit(client, "/avtal/", {"version": unread}).url == "/avtal/"
    assert submit(client, "/avtal/", {"version": "2"}).url == "/avtal/godkann/"
    assert client.get("/avtal/").status_code == 200
    response = submit(client, "/avtal/godkann/", {"password": people.PASSWORD})
    assert response.url == HOME
    assert Acceptance.objects.filter(account=astrid).count() == 4


def test_a_version_that_comes_into_force_while_approving_is_not_approved(
    client, astrid, kodbox, monkeypatch
):
    read_agreement(client, kodbox)
    publish = partial(people.publish_texts, version=3)
    send_before(monkeypatch, publish, name="reauthenticate")
    submit(client, "/avtal/godkann/", {"password": people.PASSWORD})
    assert not Acceptance.objects.filter(agreement__version=3).exists()


def test_the_page_says_when_no_agreement_is_published(client, astrid, kodbox):
    Account.objects.filter(pk=astrid.pk).update(connected_at=None)
    Acceptance.objects.all().delete()
    Agreement.objects.all().delete()
    enter_password(client)
    enter_code(client, kodbox.press())
    assert submit(client, "/anslut/").url == "/avtal/"
    assert submit(client, "/avtal/", {"version": "None"}).url == "/avtal/"
    assert "inte att läsa än" in client.get("/avtal/").text


def test_a_state_of_another_release_is_dropped(client, astrid):
    enter_password(client)
    session = client.session
    session["pending_login"] = {**session["pending_login"], "unknown": 1}
    session.save()
    assert client.get(CODE).url == LOGIN


def test_a_session_that_another_tab_has_ended_interrupts_the_login(
    client, astrid, kodbox, monkeypatch
):
    enter_password(client)
    send_before(monkeypatch, Session.objects.all().delete)
    assert enter_code(client, kodbox.press()).url == LOGIN
    assert kodbox.bank_counter() == 0


def test_an_old_form_is_redirected_home_after_the_login(logged_in, kodbox):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = logged_in.cookies
    form = {"code": kodbox.press(), "login": logged_in.session["login_id"]}
    assert strict.post(CODE, form).url == HOME


def test_a_form_left_open_by_another_login_is_refused(client, bo):
    strict = Client(enforce_csrf_checks=True)
    token = TOKEN.search(strict.get(LOGIN).text)[1]
    form = {"number": people.BO, "password": bo.temporary, "csrfmiddlewaretoken": token}
    assert strict.post(LOGIN, form).url == CHOOSE
    choice = {"choice": "4072", "again": "4072", "csrfmiddlewaretoken": token}
    assert strict.post(CHOOSE, choice).url == CODE
    assert strict.get(CODE).url == CHOOSE


@pytest.mark.row("D5")
def test_a_temporary_password_that_expires_during_the_login_ends_it(client, bo, pass_time):
    pass_time(1_795)
    enter_password(client, people.BO, bo.temporary)
    pass_time(10)
    assert client.get(CHOOSE).url == LOGIN


def test_a_logged_in_customer_cannot_begin_another_login(logged_in, bo):
    assert {logged_in.get(path).url for path in ("/", LOGIN)} == {HOME}
    assert Client().get("/").url == LOGIN
    assert enter_password(logged_in, people.BO, bo.temporary).url == HOME


def test_nobody_is_connected_before_approving(client, astrid, kodbox):
    Account.objects.filter(pk=astrid.pk).update(connected_at=None)
    enter_password(client)
    assert enter_code(client, kodbox.press()).url == "/anslut/"
    assert [client.get("/anslut/").status_code for _ in range(2)] == [200, 200]
    assert submit(client, "/anslut/").url == "/avtal/"
    submit(client, "/avtal/", {"version": "1"})
    assert Account.objects.get(pk=astrid.pk).connected_at is None
    assert submit(client, "/avtal/godkann/", {"password": people.PASSWORD}).url == HOME
    assert Account.objects.get(pk=astrid.pk).connected_at is not None


@pytest.mark.row("B3")
def test_a_lockout_shows_its_end_for_a_known_and_an_unknown_number(client, astrid, settings):
    settings.ATTEMPTS_BEFORE_LOCKOUT = 1
    pages = []
    for number in (people.ASTRID, people.NOBODY):
        enter_password(client, number, "9513")
        response = enter_password(client, number, people.PASSWORD)
        assert errors(response) == {"__all__": ["locked_out"]}
        pages.append(response.text.count("Försök igen om 5 minuter (kl. "))
    assert pages[0] == pages[1] > 0


def test_a_success_clears_the_count(client, astrid, kodbox):
    enter_password(client, password="9513")
    enter_password(client)
    enter_code(client, kodbox.press())
    assert list(FailedAttempts.objects.values_list("failures", flat=True)) == [0]


def test_after_three_failures_the_page_warns(client, astrid):
    for expected in (["refused"], ["refused"], ["refused", "warning"]):
        assert errors(enter_password(client, password="9513"))["__all__"] == expected


@pytest.mark.row("B14", "I1")
def test_a_login_appends_its_events(client, astrid, kodbox):
    before = Entry.objects.count()
    enter_password(client, password="9513")
    enter_password(client)
    enter_code(client, "00000000")
    submit(client, CODE, {"code": kodbox.press()}, follow=True)
    events = Entry.objects.order_by("sequence").values_list("event", flat=True)
    assert list(events[before:]) == [
        Event.PASSWORD_REFUSED,
        Event.CODE_REFUSED,
        Event.LOGIN_COMPLETED,
    ]


INVALID = [
    (NOTHING, {"number": ["empty"], "password": ["empty"]}),
    ({"number": "x" * 1_000_000, "password": "1" * 1_000_000}, {"number": ["shape"]}),
    ({"number": "٨٥٠٥٢٠٢٣٨٥", "password": "٤٠٧١"}, {"password": ["shape"]}),
    ({"number": people.ASTRID, "password": "12345678"}, {"password": ["mistaken"]}),
    ({"number": people.ASTRID, "password": " \u200b\u00a0"}, {"password": ["empty"]}),
    ({"number": people.ASTRID, "password": "40 71"}, {"password": ["shape"]}),
    ({"number": people.ASTRID, "password": " 40711"}, {"password": ["shape"]}),
    ({"number": people.ASTRID, "password": "407 "}, {"password": ["shape"]}),
    ({"number": "556036-0793", "password": "4071"}, {"number": ["company"]}),
    ({"number": "8505\x002385", "password": "40\x0071"}, {"password": ["shape"]}),
]


@pytest.mark.row("A3", "G4", "G6", "S21")
@pytest.mark.parametrize(("typed", "expected"), INVALID)
def test_invalid_input_gets_an_error_and_is_no_attempt(client, astrid, typed, expected):
    response = submit(client, LOGIN, typed)
    assert response.status_code == 200
    assert expected.items() <= errors(response).items()
    assert "<title>Fel: " in response.text
    assert not FailedAttempts.objects.exists()


@pytest.mark.row("A3")
@pytest.mark.parametrize("typed", ["4071 ", " 4071", "\t4071\n", "\u00a04071\u200b"])
def test_blanks_around_a_password_are_ignored(client, astrid, typed):
    assert enter_password(client, password=typed).url == CODE


@pytest.mark.row("A11")
def test_a_refused_form_keeps_the_number_but_not_the_password(client, astrid):
    response = enter_password(client, password="9513")
    assert f'value="{people.ASTRID}"' in response.text
    assert "9513" not in response.text


@pytest.mark.row("C10", "S21")
@pytest.mark.parametrize(
    "write",
    [
        lambda code: f"{code[:4]} {code[4:]}",
        lambda code: f"{code[:4]}-{code[4:]}",
        lambda code: f"\u00a0{code}\u200b ",
    ],
)
def test_a_code_may_be_written_with_spaces_and_hyphens(client, astrid, kodbox, write):
    enter_password(client)
    assert enter_code(client, write(kodbox.press())).url == HOME


@pytest.mark.row("C10", "S21")
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("", "empty"),
        ("1234567", "shape"),
        ("+1234567", "shape"),
        ("１２３４５６７８", "shape"),
        ("1" * 1_000_000, "shape"),
        ("12345" + " " * 100 + "678", "shape"),
        ("4071", "mistaken"),
    ],
)
def test_a_malformed_code_is_refused_without_an_attempt(client, astrid, kodbox, code, expected):
    enter_password(client)
    response = enter_code(client, code)
    assert errors(response)["code"] == [expected]
    assert code == "" or code not in response.text
    assert FailedAttempts.objects.get().failures == 0


@pytest.mark.row("E5", "E8")
def test_logging_out_takes_a_post_and_ends_the_session(logged_in):
    assert logged_in.get("/logga-ut/").url == "/"
    assert logged_in.get(HOME).status_code == 200
    key = logged_in.session.session_key
    assert SessionStore(key).load()
    response = logged_in.post("/logga-ut/")
    assert "Du är utloggad" in logged_in.get(response.url).text
    assert response["Clear-Site-Data"] == '"storage"'
    assert not SessionStore(key).load()
