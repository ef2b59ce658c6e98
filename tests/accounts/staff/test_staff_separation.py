"""The staff login, and the separation of staff and customers."""

import pytest
from django.contrib.auth import authenticate

from accounts.models import FailedAttempts
from tests import people, staff
from tests.forms import submit

pytestmark = pytest.mark.django_db
CREDENTIALS = {"username": "karin", "password": staff.PASSWORD}


@pytest.fixture
def karin(db):
    """Karin of Kundservice and her kodbox."""
    return staff.hire("karin", "kundservice")


@pytest.mark.parametrize(
    "wrong", [{"username": "samir"}, {"password": "x" * 20}, {"code": "1" * 8}]
)
def test_each_wrong_part_gets_the_same_message(karin, client, wrong):
    response = submit(client, staff.LOGIN_URL, CREDENTIALS | {"code": karin[1].press()} | wrong)
    assert response.context["form"].has_error("__all__", "refused")
    assert "_auth_user_id" not in client.session
    assert karin[1].bank_counter() == 0


@pytest.mark.row("A1")
def test_username_and_password_alone_authenticate_nobody(karin):
    assert authenticate(username="karin", password=staff.PASSWORD) is None


def test_a_login_clears_the_failed_attempts(karin, client):
    submit(client, staff.LOGIN_URL, CREDENTIALS | {"code": "11111111"})
    staff.log_in("karin", karin[1])
    assert FailedAttempts.objects.get().failures == 0


def test_a_staff_session_is_anonymous_on_customer_pages(karin):
    client = staff.log_in("karin", karin[1])
    assert client.get("/hem/").headers["Location"].startswith("/logga-in/")
    assert "number" in client.get("/bestall-kodbox/").context["form"].fields


def test_a_customers_session_is_anonymous_on_staff_pages(logged_in):
    response = logged_in.get("/personal/kodbox/device/")
    assert response.headers["Location"].startswith("/personal/login/")
    assert response.wsgi_request.user.is_anonymous


@pytest.mark.row("E1")
def test_a_staff_login_discards_an_unfinished_customer_login(karin, client, astrid):
    submit(client, "/logga-in/", {"number": people.ASTRID, "password": people.PASSWORD})
    assert "pending_login" in client.session
    submit(client, staff.LOGIN_URL, CREDENTIALS | {"code": karin[1].press()})
    assert "pending_login" not in client.session


def test_a_staff_username_cannot_log_in_as_a_customer(karin, client):
    response = submit(client, "/logga-in/", {"number": "karin", "password": staff.PASSWORD})
    assert response.context["form"].has_error("__all__", "refused")


def test_the_staff_host_serves_the_staff_pages_only(karin, settings, client):
    settings.STAFF_HOST, settings.ALLOWED_HOSTS = "localhost", ["localhost", "127.0.0.1"]
    for host, served in (("localhost", staff.LOGIN_URL), ("127.0.0.1:8000", "/logga-in/")):
        for path in ("/logga-in/", staff.LOGIN_URL):
            status = client.get(path, headers={"host": host}).status_code
            assert status == (200 if path == served else 404)
