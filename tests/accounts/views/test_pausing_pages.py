"""The pages on which a customer pauses the own kodbox, logged in or not."""

from http.cookies import SimpleCookie

import pytest
from django.test import Client
from django.urls import get_resolver

from accounts import pausing
from accounts.models import Account, FailedAttempts
from accounts.sessions import active
from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from hembanken.request_context import Actor
from tests import people, staff
from tests.accounts.interleaving import send_before
from tests.forms import submit

pytestmark = pytest.mark.django_db
PAUSE, PAUSED = "/sparra-kodbox/", "/sparra-kodbox/sparrad/"
ANSWER = (
    "Stämmer uppgifterna är kodboxen spärrad nu. "
    "Får du inget meddelande från oss: ring Kundservice."
)
LOGIN = {"number": people.ASTRID, "password": people.PASSWORD}


def is_paused(account):
    return Account.objects.get(pk=account.pk).paused_at is not None


def copy_of(client):
    """Return a browser with the same cookies, as before the next answer."""
    copy = Client()
    copy.cookies = SimpleCookie({name: each.value for name, each in client.cookies.items()})
    return copy


@pytest.mark.row("C23")
def test_a_customer_who_is_logged_in_confirms_once(logged_in, astrid):
    page = logged_in.get(PAUSE).text
    assert "Vill du spärra kodboxen nu?" in page
    assert not is_paused(astrid)
    response = submit(logged_in, PAUSE, follow=True)
    assert response.redirect_chain == [(PAUSED, 302)]
    assert "Kodboxen är spärrad" in response.text
    assert is_paused(astrid)
    assert Entry.objects.get(event=Event.PAUSED).detail == "by login"
    assert logged_in.get("/hem/").url.startswith("/logga-in/")


def test_a_confirmation_counts_no_attempt(logged_in):
    submit(logged_in, PAUSE)
    assert not FailedAttempts.objects.filter(failures__gt=0).exists()


@pytest.mark.row("C23", "S15")
def test_a_pause_ends_the_customers_other_sessions(logged_in, kodbox):
    other = Client()
    people.log_in(other, people.ASTRID, people.PASSWORD, kodbox)
    submit(logged_in, PAUSE)
    assert other.get("/hem/").url.startswith("/logga-in/")


def test_a_duplicate_confirmation_leads_to_the_same_page(logged_in, astrid):
    twin = copy_of(logged_in)
    submit(logged_in, PAUSE)
    assert twin.post(PAUSE, follow=True).redirect_chain == [(PAUSED, 302)]
    assert Entry.objects.filter(event=Event.PAUSED).count() == 1


def test_a_duplicate_confirmation_at_once_leads_to_the_same_page(logged_in, monkeypatch):
    twin = copy_of(logged_in)
    send_before(monkeypatch, lambda: twin.post(PAUSE), pausing, "pause_own")
    assert submit(logged_in, PAUSE, follow=True).redirect_chain == [(PAUSED, 302)]
    assert Entry.objects.filter(event=Event.PAUSED).count() == 1


def test_a_confirmation_after_the_session_has_ended_is_not_said_to_have_paused(logged_in, astrid):
    active.end_all(astrid, Actor(astrid.pk))
    response = submit(logged_in, PAUSE, follow=True)
    assert response.redirect_chain == [(PAUSED, 302), (PAUSE, 302)]
    assert not is_paused(astrid)


def test_a_confirmation_while_the_session_ends_is_not_said_to_have_paused(
    logged_in, astrid, monkeypatch
):
    end = lambda: active.end_all(astrid, Actor(astrid.pk))  # noqa: E731
    send_before(monkeypatch, end, pausing, "pause_own")
    response = submit(logged_in, PAUSE, follow=True)
    assert response.redirect_chain == [(PAUSED, 302), (PAUSE, 302)]
    assert not is_paused(astrid)


def test_the_page_after_a_pause_is_shown_to_its_session_for_two_minutes(logged_in, pass_time):
    pass_time(0)
    assert Client().get(PAUSED).url == PAUSE
    submit(logged_in, PAUSE)
    for seconds, status in ((119, 200), (1, 302)):
        pass_time(seconds)
        assert logged_in.get(PAUSED).status_code == status


def test_another_customer_may_pause_in_the_same_browser(logged_in, bo):
    submit(logged_in, PAUSE)
    submit(logged_in, PAUSE, {"number": people.BO, "password": bo.temporary})
    assert is_paused(bo)


@pytest.mark.row("E8")
def test_a_pause_needs_a_token_and_a_post(logged_in, astrid):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = logged_in.cookies
    strict.post(PAUSE)
    logged_in.get(PAUSE)
    logged_in.get(PAUSE, LOGIN)
    assert Client(enforce_csrf_checks=True).post(PAUSE, LOGIN).status_code == 403
    assert not is_paused(astrid)


@pytest.mark.row("C23", "S9")
@pytest.mark.parametrize("number", [people.ASTRID, people.NOBODY])
def test_a_visitor_reads_one_answer_whatever_was_typed(client, astrid, number):
    response = submit(client, PAUSE, LOGIN | {"number": number}, follow=True)
    assert ANSWER in response.text
    assert response.redirect_chain == [("/sparra-kodbox/mottagen/", 302)]


@pytest.mark.parametrize("number", [people.ASTRID, people.NOBODY])
def test_a_malformed_value_is_told_at_its_field_and_counts_no_attempt(client, astrid, number):
    response = submit(client, PAUSE, {"number": number, "password": "407"})
    assert "Lösenordet ska bestå av fyra siffror" in response.text
    assert not FailedAttempts.objects.exists()


def test_a_setting_closes_the_public_form_only(client, logged_in, astrid, settings):
    settings.PUBLIC_PAUSE = "off"
    for response in (Client().get(PAUSE), submit(Client(), PAUSE, LOGIN)):
        assert "Ring Kundservice på" in response.text
        assert 'name="password"' not in response.text
    assert not is_paused(astrid)
    assert not FailedAttempts.objects.filter(failures__gt=0).exists()
    submit(logged_in, PAUSE)
    assert is_paused(astrid)


def test_a_member_of_staff_is_a_visitor_here(db):
    karin = staff.hire_and_log_in("karin", "kundservice")
    assert 'name="number"' in karin.get(PAUSE).text
    submit(karin, PAUSE)
    assert karin.get("/personal/").status_code == 200
    assert not Account.objects.filter(paused_at__isnull=False).exists()


@pytest.mark.row("S12")
def test_a_paused_customer_opens_no_page_that_needs_a_login(logged_in, astrid):
    paths = [str(each.pattern) for each in get_resolver().url_patterns[-1].url_patterns]
    twin = copy_of(logged_in)
    pausing._pause(astrid.pk)
    for path in filter(None, paths):
        for send in (copy_of(twin).get, copy_of(twin).post):
            response = send(f"/{path}")
            assert astrid.name not in response.text


@pytest.mark.parametrize("path", ["/logga-in/", "/bestall-kodbox/", "/hjalp/"])
def test_the_pages_of_a_lost_kodbox_lead_here(client, path):
    assert f'href="{PAUSE}"' in client.get(path).text


def test_the_security_page_leads_here(logged_in):
    assert f'href="{PAUSE}"' in logged_in.get("/om-hembanken/sakerhetslosning/").text
