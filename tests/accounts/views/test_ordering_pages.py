"""The pages on which a kodbox is ordered, logged in or not."""

import pytest

from accounts.models import FailedAttempts
from kodbox.models import Order
from tests import people

pytestmark = pytest.mark.django_db
ORDER = "/bestall-kodbox/"


def order(client, number, password):
    return client.post(ORDER, {"number": number, "password": password, "delivery": "post"})


def test_a_logged_in_customer_has_one_open_order_at_most_which_is_identified(logged_in, astrid):
    for _ in range(2):
        assert logged_in.post(ORDER, {"delivery": "branch"}).url == ORDER
    assert Order.objects.get(owner=astrid).state == Order.State.IDENTIFIED
    assert "behandlas" in logged_in.get(ORDER).text.lower()


@pytest.mark.row("C17")
def test_an_order_without_a_login_waits_for_identification(client, astrid):
    assert order(client, people.ASTRID, people.PASSWORD).url == "/bestall-kodbox/mottagen/"
    assert Order.objects.get(owner=astrid).state == Order.State.WAITING


@pytest.mark.row("C17")
@pytest.mark.parametrize("number", [people.ASTRID, people.NOBODY])
def test_wrong_credentials_get_the_same_response_and_place_no_order(client, astrid, number):
    assert order(client, number, "9513").url == "/bestall-kodbox/mottagen/"
    assert not Order.objects.exists()


def test_an_order_after_a_login_replaces_one_that_waits(logged_in, astrid):
    Order.objects.create(owner=astrid, state=Order.State.WAITING, delivery="branch")
    logged_in.post(ORDER, {"delivery": "post"})
    order = Order.objects.get()
    assert (order.state, order.delivery) == (Order.State.IDENTIFIED, "post")


@pytest.mark.row("C17", "B4")
def test_the_count_of_attempts_does_not_reveal_whether_they_were_right(client, astrid):
    order(client, people.ASTRID, people.PASSWORD)
    order(client, people.ASTRID, "9513")
    assert FailedAttempts.objects.get().failures == 2


def test_an_unknown_delivery_is_refused(logged_in):
    assert logged_in.post(ORDER, {"delivery": "pigeon"}).status_code == 200
    assert not Order.objects.exists()
