"""The forms that take a password name their customer to the browser's password manager."""

import re

import pytest
from django.test import Client

from accounts.credentials import passwords
from hembanken.audit import audit_log
from tests import people
from tests.accounts import roads

pytestmark = [pytest.mark.django_db, pytest.mark.row("A11", "F8")]
FIELD = re.compile(r'<input type="text" autocomplete="username" value="(\d+)" readonly hidden>')
CHANGE = "/om-hembanken/sakerhetslosning/byt-losenord/"
RANDOM = "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200"


def usernames(response):
    return FIELD.findall(response.text)


@pytest.mark.parametrize("page", ["login_choose_password", "agreement_approve"])
def test_a_login_names_the_number_where_a_password_is_typed(page, texts):
    walker = roads.newcomer()
    walker.password = passwords.issue_temporary(walker.account, audit_log.NO_CONTEXT)
    for step in roads.first_login(walker):
        if step == page:
            response = walker.client.get(walker.client.get("/hem/").url)
            break
    assert usernames(response) == [walker.number[-10:]]
    assert response["Cache-Control"] == "no-store"


def test_the_change_of_a_password_names_the_number_also_after_an_error(logged_in):
    responses = [logged_in.get(CHANGE), logged_in.post(CHANGE, {"current": "1111"}, follow=True)]
    number = people.ASTRID.replace("-", "")[-10:]
    assert [usernames(response) for response in responses] == [[number]] * 2
    assert {response["Cache-Control"] for response in responses} == {"no-store"}


def test_one_customers_number_is_not_shown_to_the_next(logged_in, bo):
    logged_in.get(CHANGE)
    client = Client()
    people.settle(bo)
    people.log_in(client, people.BO, people.PASSWORD, people.give(bo, active=True))
    assert usernames(client.get(CHANGE)) == [people.BO.replace("-", "")[-10:]]


@pytest.mark.parametrize("path", ["/logga-in/", "/nytt-losenord/", "/bestall-kodbox/"])
def test_no_page_of_a_stranger_names_a_number(client, astrid, path):
    assert usernames(client.get(path)) == []


def test_no_other_page_of_a_customer_names_the_number(logged_in):
    number = people.ASTRID.replace("-", "")[-10:]
    for path in (
        "/hem/",
        "/om-hembanken/",
        "/om-hembanken/sakerhetslosning/",
        "/om-hembanken/avtal/",
    ):
        assert number not in logged_in.get(path).text


def test_a_password_manager_finds_the_page_that_changes_the_password(logged_in):
    response = logged_in.get("/.well-known/change-password")
    assert (response.status_code, response.url) == (302, CHANGE)
    assert logged_in.get(response.url).status_code == 200


def test_a_password_manager_is_led_to_the_login_first(client, db):
    response = client.get("/.well-known/change-password")
    assert (response.status_code, response.url) == (302, CHANGE)
    assert client.get(response.url).url == f"/logga-in/?next={CHANGE}"


def test_a_password_manager_learns_that_other_paths_do_not_exist(client, db):
    assert client.get(RANDOM).status_code == 404
