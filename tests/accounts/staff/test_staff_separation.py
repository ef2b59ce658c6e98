"""The staff's door: name, long password and kodbox together, and no customer ever through it."""

import pytest
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    authenticate,
)
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Account, FailedAttempts
from hembanken.audit.models import Entry
from tests import people, staff

pytestmark = pytest.mark.django_db
TOLD = {"username": "karin", "password": staff.PASSWORD}


@pytest.fixture
def karin(db):
    return staff.hire("karin", "kundservice")


@pytest.mark.row("I4")
def test_all_three_together_open_the_door(karin, client):
    account, kodbox = karin
    response = client.post(staff.DOOR, TOLD | {"code": kodbox.press()}, follow=True)
    assert response.redirect_chain == [("/personal/", 302)]
    assert Entry.objects.filter(event="staff:logged_in", account_id=account.pk).exists()


@pytest.mark.parametrize(
    "wrong", [{"username": "samir"}, {"password": "x" * 20}, {"code": "1" * 8}]
)
def test_one_that_is_wrong_refuses_with_one_message(karin, client, wrong):
    response = client.post(staff.DOOR, TOLD | {"code": karin[1].press()} | wrong)
    assert response.context["form"].has_error("__all__", "refused")
    assert "_auth_user_id" not in client.session


@pytest.mark.row("A1")
def test_name_and_password_alone_are_nobody(karin):
    assert authenticate(username="karin", password=staff.PASSWORD) is None


def test_a_wrong_password_spends_no_code(karin, client):
    client.post(staff.DOOR, TOLD | {"password": "x" * 20, "code": karin[1].press()})
    assert karin[1].bank_counter() == 0


@pytest.mark.row("B4")
def test_attempts_are_counted_and_stopped_like_a_customers(karin, client):
    for _attempt in range(5):
        client.post(staff.DOOR, TOLD | {"code": "11111111"})
    response = client.post(staff.DOOR, TOLD | {"code": karin[1].press()})
    assert response.context["form"].has_error("__all__", "locked_out")


def test_a_complete_login_clears_the_count(karin, client):
    client.post(staff.DOOR, TOLD | {"code": "11111111"})
    staff.come_in("karin", karin[1])
    assert FailedAttempts.objects.get().failures == 0


def test_a_staff_session_is_nobody_at_the_customers_door(karin):
    client = staff.come_in("karin", karin[1])
    assert client.get("/hem/").headers["Location"].startswith("/logga-in/")


def test_a_customers_session_is_nobody_at_the_staffs_door(logged_in):
    response = logged_in.get("/personal/kodbox/device/")
    assert response.headers["Location"].startswith("/personal/login/")
    assert response.wsgi_request.user.is_anonymous


@pytest.mark.row("E1")
def test_a_login_of_staff_takes_nothing_along_from_before(karin, client, astrid):
    client.post("/logga-in/", {"number": people.ASTRID, "password": people.PASSWORD})
    assert "pending_login" in client.session
    client.post(staff.DOOR, TOLD | {"code": karin[1].press()})
    assert "pending_login" not in client.session


def test_a_forged_session_of_a_customer_opens_no_staff_page(astrid):
    client = Client()
    session = client.session
    session[SESSION_KEY] = str(astrid.pk)
    session[BACKEND_SESSION_KEY] = "accounts.sessions.backends.AccountBackend"
    session[HASH_SESSION_KEY] = astrid.get_session_auth_hash()
    session["begun_at"] = session["active_at"] = 9e9
    session.save()
    assert client.get("/personal/").headers["Location"].startswith("/personal/login/")


@pytest.mark.parametrize("forged", [{"is_staff": True}, {"role": "sakerhet"}])
def test_a_customer_can_not_be_made_staff(astrid, forged):
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=astrid.pk).update(**forged)


def test_a_staff_name_opens_nothing_at_the_customers_door(karin, client):
    response = client.post("/logga-in/", {"number": "karin", "password": staff.PASSWORD})
    assert response.context["form"].has_error("__all__", "refused")


def test_no_page_changes_a_password(karin):
    client = staff.come_in("karin", karin[1])
    assert client.get("/personal/password_change/").status_code == 404


def test_the_staff_host_serves_staff_alone(karin, settings, client):
    settings.STAFF_HOST, settings.ALLOWED_HOSTS = "localhost", ["localhost", "127.0.0.1"]
    asked = {
        (host, path): client.get(path, headers={"host": host}).status_code
        for host in ("localhost", "127.0.0.1:8000")
        for path in ("/logga-in/", staff.DOOR)
    }
    assert [path for (host, path), status in asked.items() if status == 200] == [
        staff.DOOR,
        "/logga-in/",
    ]


def test_a_staff_member_can_not_order_as_a_customer(karin):
    client = staff.come_in("karin", karin[1])
    assert "number" in client.get("/bestall-kodbox/").context["form"].fields
