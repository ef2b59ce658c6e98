"""The pages on which a kodbox is ordered, logged in or not."""

import re

import pytest

from accounts import ordering
from accounts.models import FailedAttempts
from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from kodbox import orders
from kodbox.models import Device, Order, State
from tests import people
from tests.accounts.interleaving import send_before
from tests.forms import submit

pytestmark = pytest.mark.django_db
ORDER, CANCEL = "/bestall-kodbox/", "/bestall-kodbox/avbryt/"
SECURITY = "/om-hembanken/sakerhetslosning/"


def order(client, number, password):
    return submit(client, ORDER, {"number": number, "password": password, "delivery": "post"})


def test_a_logged_in_customer_has_one_open_order_at_most_which_is_identified(logged_in, astrid):
    for _ in range(2):
        assert submit(logged_in, ORDER, {"delivery": "branch"}).url == ORDER
    assert Order.objects.get(owner=astrid).state == Order.State.IDENTIFIED
    assert "Din kodbox är beställd." in logged_in.get(ORDER).text


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
    submit(logged_in, ORDER, {"delivery": "post"})
    order = Order.objects.get()
    assert (order.state, order.delivery) == (Order.State.IDENTIFIED, "post")


@pytest.mark.row("C17", "B4")
def test_the_count_of_attempts_does_not_reveal_whether_they_were_right(client, astrid):
    order(client, people.ASTRID, people.PASSWORD)
    order(client, people.ASTRID, "9513")
    assert FailedAttempts.objects.get().failures == 2


def test_an_unknown_delivery_is_refused(logged_in):
    assert submit(logged_in, ORDER, {"delivery": "pigeon"}).status_code == 200
    assert not Order.objects.exists()


@pytest.mark.parametrize("state", [Order.State.WAITING, Order.State.IDENTIFIED])
def test_a_customer_cancels_an_own_open_order(logged_in, astrid, bo, state):
    own, others = (Order.objects.create(owner=each, state=state) for each in (astrid, bo))
    assert "Avbryta beställningen" in logged_in.get(CANCEL).text
    assert state_of(own) == state
    assert "Beställningen är avbruten." in submit(logged_in, CANCEL, follow=True).text
    assert (state_of(own), state_of(others)) == (Order.State.CANCELLED, state)
    event = Entry.objects.filter(account_id=astrid.pk, event=Event.ORDER_CANCELLED).get()
    assert (event.actor_id, event.detail) == (astrid.pk, ordering.CANCELLED_BY_CUSTOMER)


def test_an_order_that_was_dispatched_is_not_cancelled(logged_in, astrid):
    order = Order.objects.create(owner=astrid, state=Order.State.DISPATCHED)
    assert logged_in.get(CANCEL).url == SECURITY
    assert "redan skickad" in submit(logged_in, CANCEL, follow=True).text
    assert state_of(order) == Order.State.DISPATCHED


def test_an_order_that_is_dispatched_meanwhile_is_not_cancelled(logged_in, astrid, monkeypatch):
    order = Order.objects.create(owner=astrid, state=Order.State.IDENTIFIED)
    dispatched = Order.objects.filter(pk=order.pk)
    send_before(monkeypatch, lambda: dispatched.update(state="dispatched"), orders, "cancel")
    assert "redan skickad" in submit(logged_in, CANCEL, follow=True).text
    assert state_of(order) == Order.State.DISPATCHED
    assert not Entry.objects.filter(event=Event.ORDER_CANCELLED).exists()


def test_a_visitor_cancels_no_order(client, astrid):
    order = Order.objects.create(owner=astrid, state=Order.State.WAITING)
    assert submit(client, CANCEL).url.startswith("/logga-in/")
    assert state_of(order) == Order.State.WAITING


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (Order.State.WAITING, "Ring Kundservice om din beställning."),
        (Order.State.IDENTIFIED, "Se beställningen"),
        (Order.State.CANCELLED, None),
    ],
)
def test_home_tells_of_an_open_order_and_what_to_do(logged_in, astrid, state, told):
    Order.objects.create(owner=astrid, state=state)
    page = logged_in.get("/hem/").text
    assert told in page if told else "Beställd kodbox" not in page
    assert (f'href="{CANCEL}"' in page) == (state == Order.State.WAITING)


def test_an_order_is_followed_until_its_kodbox_is_in_use(logged_in, astrid, kodbox):
    order = Order.objects.create(owner=astrid, state=Order.State.IDENTIFIED)
    seen = [stage_on_page(logged_in)]
    Order.objects.update(taken_by=astrid)
    seen.append(stage_on_page(logged_in))
    assert "Packad" in logged_in.get("/hem/").text
    Order.objects.update(state=Order.State.DISPATCHED, device=people.give(astrid).device)
    seen.append(stage_on_page(logged_in))
    assert seen == ["Beställd", "Packad", "Skickad"]
    Device.objects.update(state=State.ACTIVE)
    assert stage_on_page(logged_in) is None
    order.refresh_from_db()
    assert order.stage == Order.Stage.IN_USE


def stage_on_page(client):
    """Return the current stage of the order on the security page, or None."""
    found = re.search(r'aria-current="step">([^<]+)<', client.get(SECURITY).text)
    return found and found[1]


def state_of(order):
    return Order.objects.get(pk=order.pk).state


def test_home_and_the_order_page_tell_of_a_kodbox_to_collect(logged_in, astrid):
    device = people.give(astrid).device
    order = Order.objects.create(
        owner=astrid, state=Order.State.DISPATCHED, device=device, delivery=Order.Delivery.BRANCH
    )
    assert "Logga in med den när den kommer" in logged_in.get("/hem/").text
    Order.objects.filter(pk=order.pk).update(letter_printed_by=astrid)
    assert "Hämta din kodbox på kontoret." in logged_in.get("/hem/").text
    page = logged_in.get("/bestall-kodbox/").text
    assert "Hämta kodboxen och din Start-PIN på kontoret." in page
    assert 'name="delivery"' not in page


def test_an_order_that_the_logged_in_customer_takes_over_is_an_event(logged_in, astrid):
    Order.objects.create(owner=astrid, state=Order.State.WAITING, delivery="post")
    logged_in.post(ORDER, {"delivery": "branch"})
    order = Order.objects.get()
    assert (order.state, order.delivery) == (Order.State.IDENTIFIED, "branch")
    assert Entry.objects.get(event=Event.DEVICE_ORDERED).detail == Order.State.IDENTIFIED
