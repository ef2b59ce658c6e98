"""A known browser has its own count of failures; its cookie is worth nothing to anyone else."""

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.credentials import known_browsers
from accounts.models import FailedAttempts
from tests import people
from tests.forms import submit

pytestmark = pytest.mark.django_db
COOKIE = "hembanken-browser"


def guess(client, number=people.ASTRID, times=5):
    for _ in range(times):
        response = submit(client, "/logga-in/", {"number": number, "password": "9513"})
    return response


def is_locked_out(client, number=people.ASTRID):
    return guess(client, number, 1).context["form"].has_error("__all__", "locked_out")


def cookie_of(client):
    return client.cookies[COOKIE]


def test_a_stranger_cannot_lock_a_customer_out_of_a_known_browser(logged_in, kodbox):
    submit(logged_in, "/logga-ut/")
    guess(Client())
    assert is_locked_out(Client())
    people.log_in(logged_in, people.ASTRID, people.PASSWORD, kodbox)


def test_a_login_in_a_known_browser_gives_strangers_no_new_attempts(logged_in, kodbox):
    submit(logged_in, "/logga-ut/")
    guess(Client(), times=4)
    people.log_in(logged_in, people.ASTRID, people.PASSWORD, kodbox)
    guess(Client(), times=1)
    assert is_locked_out(Client())


def test_the_cookie_of_one_customer_does_not_unlock_another(logged_in, bo):
    submit(logged_in, "/logga-ut/")
    guess(Client(), people.BO)
    assert is_locked_out(logged_in, people.BO)


def test_the_same_mark_with_another_browser_id_is_worth_nothing(logged_in):
    _browser, mark = cookie_of(logged_in).value.split(".")
    guess(Client())
    thief = Client()
    thief.cookies[COOKIE] = f"{'0' * 32}.{mark}"
    assert is_locked_out(thief)


@pytest.mark.parametrize("value", ["", "x", "0" * 32, f"{'0' * 32}.{'0' * 64}", "é.ü", "0" * 9_000])
def test_a_made_up_cookie_is_ignored(astrid, value):
    guess(Client())
    client = Client()
    client.cookies[COOKIE] = value
    assert is_locked_out(client)


@pytest.mark.row("E6")
def test_the_cookie_identifies_no_customer_and_stays_after_logout(logged_in, astrid):
    cookie = cookie_of(logged_in)
    assert people.ASTRID[2:] not in cookie.value
    assert str(astrid.pk) not in cookie.value
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")
    submit(logged_in, "/logga-ut/")
    assert cookie_of(logged_in).value == cookie.value


def test_a_browser_is_known_only_after_a_complete_login(astrid, client):
    submit(client, "/logga-in/", {"number": people.ASTRID, "password": people.PASSWORD})
    assert COOKIE not in client.cookies


def test_a_known_browser_has_its_own_count_past_a_hundred(logged_in, kodbox):
    FailedAttempts.objects.all().delete()
    guess(Client(), times=1)
    FailedAttempts.objects.update(failures=99)
    guess(Client(), times=1)
    assert guess(Client(), times=1).context["form"].has_error("__all__", "permanently_locked_out")
    submit(logged_in, "/logga-ut/")
    people.log_in(logged_in, people.ASTRID, people.PASSWORD, kodbox)


def test_each_known_browser_has_a_count_of_its_own(logged_in, kodbox):
    other = Client()
    people.log_in(other, people.ASTRID, people.PASSWORD, kodbox)
    for client in (logged_in, other):
        submit(client, "/logga-ut/")
    guess(other)
    assert is_locked_out(other)
    assert not is_locked_out(logged_in)
    assert not is_locked_out(Client())


def test_a_planted_browser_id_is_replaced(client, astrid, kodbox):
    client.cookies[COOKIE] = "planted"
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    assert known_browsers.COOKIE.fullmatch(cookie_of(client).value)


def test_a_browser_keeps_the_marks_of_the_last_five_customers(rf, db):
    request, keys = rf.get("/"), [bytes([number]) * 32 for number in range(7)]
    for key in keys:
        response = known_browsers.remember(request, HttpResponse(), (key,))
        request.COOKIES[COOKIE] = response.cookies[COOKIE].value
    known = [not known_browsers.attempt_for(request, (key,)).rate_limit_keys for key in keys]
    assert known == [False, False, True, True, True, True, True]
