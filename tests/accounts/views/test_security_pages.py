"""The pages of a logged-in customer: home, the security page, changing the password."""

import re

import pytest
from django.test import Client

from accounts.credentials import password_change
from accounts.models import Account, FailedAttempts
from tests import people
from tests.accounts.interleaving import send_before

pytestmark = pytest.mark.django_db
REFUSED = {"__all__": ["refused"], "current": ["advice"]}
FIREFOX = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
SECURITY = "/om-hembanken/sakerhetslosning/"
CHANGE = f"{SECURITY}byt-losenord/"


def change(client, current=people.PASSWORD, choice="9513", again=None):
    return client.post(CHANGE, {"current": current, "choice": choice, "again": again or choice})


def errors(response):
    form = response.context["form"]
    return {
        name: [error.code for error in errors] for name, errors in form.errors.as_data().items()
    }


@pytest.mark.row("B15")
def test_home_shows_the_last_login_and_the_failures_since(client, astrid, kodbox, pass_time):
    pass_time(-86_400)
    first = Client(headers=FIREFOX)
    people.log_in(first, people.ASTRID, people.PASSWORD, kodbox)
    assert "Det här är din första" in first.get("/hem/").text
    pass_time(86_400)
    client.post("/logga-in/", {"number": people.ASTRID, "password": "9513"})
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    response = client.get("/hem/")
    assert response.context["last_login"].failures_since == 1
    text = " ".join(re.sub("<[^>]*>", " ", response.text).split())
    assert re.search(r"Senaste inloggning i går kl\. \d\d:\d\d från Firefox på Linux", text)


def test_the_security_page_offers_an_order_or_shows_the_open_one(logged_in):
    offer, ordered = 'href="/bestall-kodbox/"', "Din kodbox är beställd."
    page = logged_in.get(SECURITY).text
    assert (offer in page, ordered in page) == (True, False)
    logged_in.post("/bestall-kodbox/", {"delivery": "post"})
    page = logged_in.get(SECURITY).text
    assert (offer in page, ordered in page) == (False, True)
    assert "Behandlas" in page


def test_the_security_page_shows_the_kodbox_and_the_customers_own_events(logged_in, kodbox, bo):
    response = logged_in.get(SECURITY)
    assert kodbox.device.serial in response.text
    assert "Inloggad" in response.text
    owners = {entry.account_id for entry in response.context["events"]}
    assert owners == {kodbox.device.owner_id}


@pytest.mark.row("A10", "S22")
def test_a_changed_password_takes_effect_and_keeps_the_session(logged_in, astrid):
    assert change(logged_in).status_code == 302
    assert Account.objects.get(pk=astrid.pk).check_password("9513")
    assert logged_in.get("/hem/").status_code == 200


@pytest.mark.row("A10")
def test_a_changed_password_ends_every_other_session(logged_in, kodbox):
    other = Client()
    people.log_in(other, people.ASTRID, people.PASSWORD, kodbox)
    change(logged_in)
    assert other.get("/hem/").status_code == 302


@pytest.mark.row("E1")
def test_a_changed_password_gives_the_session_a_new_key(logged_in):
    before = logged_in.session.session_key
    logged_in.get(change(logged_in).url)
    assert logged_in.session.session_key != before


def test_a_duplicate_of_the_change_is_redirected(logged_in):
    answers = [change(logged_in).url for _ in range(2)]
    assert answers[0] == answers[1]
    assert FailedAttempts.objects.filter(failures=1).count() == 1


def test_a_simultaneous_duplicate_of_the_change_is_redirected(logged_in, monkeypatch):
    send_before(monkeypatch, lambda: change(logged_in), password_change, "_change")
    assert change(logged_in).status_code == 302
    assert logged_in.get("/hem/").status_code == 200


def test_another_change_with_the_old_password_is_refused(logged_in):
    change(logged_in)
    assert errors(change(logged_in, choice="8305")) == REFUSED


@pytest.mark.row("A10", "S22")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"current": "9999"}, REFUSED),
        ({"again": "9514"}, {"again": ["different"]}),
        ({"choice": people.PASSWORD}, {"choice": ["unchanged"]}),
        ({"choice": "1234"}, {"choice": ["consecutive"]}),
    ],
)
def test_a_refused_change_leaves_the_password(logged_in, astrid, typed, expected):
    assert errors(change(logged_in, **typed)) == expected
    assert Account.objects.get(pk=astrid.pk).check_password(people.PASSWORD)
