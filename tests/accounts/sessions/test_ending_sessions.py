"""Ending one session of the list, and ending every other one."""

import pytest
from django.test import Client

from accounts.sessions import active
from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from hembanken.sessions.models import Session
from tests import people
from tests.accounts.interleaving import send_before
from tests.forms import submit

pytestmark = [pytest.mark.django_db, pytest.mark.row("E9")]
SECURITY = "/om-hembanken/sakerhetslosning/"
ONE, OTHERS = SECURITY + "logga-ut-enhet/", SECURITY + "logga-ut-andra/"
EVERYWHERE = SECURITY + "logga-ut-overallt/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
OTHER_ENDED = [200, 302, 200]


@pytest.fixture
def other(logged_in, kodbox):
    """A second browser in which Astrid is logged in."""
    client = Client(headers={"user-agent": FIREFOX})
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    return client


def listed_sessions(client):
    return client.get(SECURITY).context["sessions"]


def reference_of(client, *, current=False):
    """Return the reference of the first session in the list that is the current one, or not."""
    return next(each.reference for each in listed_sessions(client) if each.is_current == current)


def events(account):
    return [Event(entry.event) for entry in Entry.objects.filter(account_id=account.pk)]


def test_one_session_ends_and_no_other(logged_in, other, kodbox, astrid):
    third = Client()
    people.log_in(third, people.ASTRID, people.PASSWORD, kodbox)
    firefox = next(each for each in listed_sessions(logged_in) if "Firefox" in each.browser)
    response = submit(logged_in, ONE, {"session": firefox.reference}, follow=True)
    assert "Du har loggats ut på den enheten." in response.text
    assert [client.get("/hem/").status_code for client in (logged_in, other, third)] == OTHER_ENDED
    assert events(astrid).count(Event.SESSION_ENDED) == 1


def test_a_session_that_has_ended_meanwhile_is_said_to_have_ended(logged_in, other, astrid):
    form = {"session": reference_of(logged_in)}
    pages = [submit(logged_in, ONE, form, follow=True).text for _time in range(2)]
    assert ["Du var redan utloggad på den enheten." in page for page in pages] == [False, True]
    assert events(astrid).count(Event.SESSION_ENDED) == 1


def test_another_customers_session_cannot_be_ended(logged_in, bo):
    client = Client()
    people.settle(bo)
    people.log_in(client, people.BO, people.PASSWORD, people.give(bo, active=True))
    submit(logged_in, ONE, {"session": reference_of(client, current=True)})
    assert client.get("/hem/").status_code == 200


@pytest.mark.parametrize("reference", ["", "0" * 64, "Å", None])
def test_a_reference_that_names_nothing_ends_nothing(logged_in, other, reference):
    submit(logged_in, ONE, {"session": reference} if reference is not None else {})
    assert [client.get("/hem/").status_code for client in (logged_in, other)] == [200, 200]


def test_the_key_of_a_row_is_no_reference(logged_in, other):
    for key in Session.objects.values_list("pk", flat=True):
        submit(logged_in, ONE, {"session": key})
    assert [client.get("/hem/").status_code for client in (logged_in, other)] == [200, 200]


def test_ending_the_own_session_is_the_ordinary_logout(logged_in, other, astrid):
    response = submit(
        logged_in, ONE, {"session": reference_of(logged_in, current=True)}, follow=True
    )
    assert "Du är utloggad" in response.text
    assert Event.SESSION_ENDED not in events(astrid)
    assert events(astrid).count(Event.LOGGED_OUT) == 1
    assert [client.get("/hem/").status_code for client in (logged_in, other)] == [302, 200]


def test_a_reference_stays_when_the_session_gets_a_new_key(logged_in):
    before = reference_of(logged_in, current=True)
    form = {"current": people.PASSWORD, "choice": "9513", "again": "9513"}
    logged_in.get(submit(logged_in, SECURITY + "byt-losenord/", form).url)
    assert reference_of(logged_in, current=True) == before


def test_one_button_ends_every_other_session(logged_in, other, kodbox, astrid):
    unfinished = Client()
    unfinished.post("/logga-in/", {"number": people.ASTRID, "password": people.PASSWORD})
    page = submit(logged_in, OTHERS, follow=True).text
    assert "Du har loggats ut på alla andra enheter." in page
    assert [client.get("/hem/").status_code for client in (logged_in, other)] == [200, 302]
    assert len(listed_sessions(logged_in)) == 1
    code = {"code": kodbox.press()}
    assert unfinished.post("/logga-in/behorighetskod/", code).url == "/logga-in/"
    assert events(astrid).count(Event.OTHER_SESSIONS_ENDED) == 1


def test_a_session_that_ends_meanwhile_ends_no_other(logged_in, other, monkeypatch):
    send_before(monkeypatch, lambda: submit(other, EVERYWHERE), active, "end_others")
    assert submit(logged_in, OTHERS).url == "/"
    assert logged_in.get("/hem/").status_code == 302


def test_the_button_that_ends_the_others_is_shown_only_if_there_are_others(logged_in, kodbox):
    page = logged_in.get(SECURITY).text
    assert OTHERS not in page
    people.log_in(Client(), people.ASTRID, people.PASSWORD, kodbox)
    assert OTHERS in logged_in.get(SECURITY).text


@pytest.mark.row("E8")
@pytest.mark.parametrize("path", [ONE, OTHERS])
def test_a_get_request_ends_neither_one_nor_the_others(logged_in, other, path):
    reference = reference_of(logged_in)
    assert logged_in.get(path, {"session": reference}).url == SECURITY
    assert other.get("/hem/").status_code == 200
