"""A kodbox that is collected: its letter, and the hand-over of both at a branch."""

import pytest
from django.db import IntegrityError, transaction

from accounts import ordering
from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from hembanken.request_context import Actor, RequestContext
from kodbox import handover, letters, orders
from kodbox.models import Order
from kodbox.orders import OrderRefused
from tests import people, staff

pytestmark = pytest.mark.django_db
SECURITY = "/om-hembanken/sakerhetslosning/"
COLLECT = "Hämta kodboxen och din Start-PIN på kontoret. Ta med legitimation."


@pytest.fixture
def karin(db):
    return staff.hire("karin", "kundservice")


@pytest.fixture
def kerstin(db):
    return staff.hire("kerstin", "kundservice")


@pytest.fixture
def klara(db):
    return staff.hire("klara", "kundservice")


@pytest.fixture
def collected(astrid, kodbox, karin):
    """Astrid's order to collect, for which Karin has dispatched a device."""
    ordering.order(astrid, "branch", RequestContext(), identified=True)
    order, serial = Order.objects.get(), people.new_kodbox().device.serial
    orders.take(order, Actor(karin[0].pk))
    orders.dispatch(order, Actor(karin[0].pk), serial=serial)
    order.refresh_from_db()
    return order


def test_the_letter_to_collect_carries_no_address(collected, kerstin):
    account = collected.owner
    account.encrypt_contact({"street": "Storgatan 1"})
    account.save()
    letter = ordering.print_letter(collected, Actor(kerstin[0].pk))
    assert letter == letters.letter_at_branch("Astrid Avtal", collected.device.serial, "1357")
    assert Entry.objects.get(event=Event.LETTER_AT_BRANCH).actor_id == kerstin[0].pk
    assert not Entry.objects.filter(event=Event.LETTER_PRINTED).exists()


def test_kodbox_and_start_pin_are_handed_over_once(collected, kerstin, klara):
    with pytest.raises(OrderRefused, match="inget att lämna över"):
        handover.hand_over(collected, Actor(klara[0].pk))
    ordering.print_letter(collected, Actor(kerstin[0].pk))
    handover.hand_over(collected, Actor(klara[0].pk, "Kunden har visat legitimation"))
    event = Entry.objects.get(event=Event.HANDED_OVER)
    assert (event.actor_id, event.device_serial) == (klara[0].pk, collected.device.serial)
    assert event.detail == "Kunden har visat legitimation"
    with pytest.raises(OrderRefused, match="redan lämnat"):
        handover.hand_over(collected, Actor(klara[0].pk))


@pytest.mark.row("C16")
@pytest.mark.parametrize("name", ["karin", "kerstin"])
def test_who_dispatched_or_printed_hands_nothing_over(collected, karin, kerstin, name):
    ordering.print_letter(collected, Actor(kerstin[0].pk))
    actor = {"karin": karin, "kerstin": kerstin}[name][0]
    with pytest.raises(OrderRefused, match="kan inte lämna över"):
        handover.hand_over(collected, Actor(actor.pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.update(handed_over_by=actor)
    assert not Entry.objects.filter(event=Event.HANDED_OVER).exists()


def test_a_kodbox_sent_by_post_is_not_handed_over(collected, kerstin, klara):
    Order.objects.update(delivery="post")
    ordering.print_letter(collected, Actor(kerstin[0].pk))
    with pytest.raises(OrderRefused):
        handover.hand_over(collected, Actor(klara[0].pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.update(handed_over_by=klara[0])


def test_a_kodbox_that_is_blocked_meanwhile_is_not_handed_over(collected, kerstin, klara):
    ordering.print_letter(collected, Actor(kerstin[0].pk))
    type(collected.device).objects.filter(pk=collected.device_id).update(state="blocked", slot=None)
    with pytest.raises(OrderRefused):
        handover.hand_over(collected, Actor(klara[0].pk))


def test_staff_see_which_letter_it_is_and_hand_both_over(collected, karin, kerstin, klara):
    desks = [staff.log_in(each[0].username, each[1]) for each in (karin, kerstin, klara)]
    _first, second, third = desks
    assert [staff.offered(desk, collected) for desk in desks[:2]] == [[], ["brev-kontor"]]
    staff.perform(second, collected, "brev-kontor")
    assert waiting_at_branch(third) == 1
    assert [staff.offered(desk, collected) for desk in desks] == [[], [], ["lamna-over"]]
    staff.perform(third, collected, "lamna-over")
    assert waiting_at_branch(third) == 0
    assert "Kunden har visat legitimation" in Entry.objects.get(event=Event.HANDED_OVER).detail


def waiting_at_branch(client):
    queues = client.get("/personal/").context["orders"]
    (queue,) = (each for each in queues if str(each.label) == "att lämna på kontor")
    assert len(client.get(queue.url).context["cl"].result_list) == queue.count
    return queue.count


def test_the_customer_reads_where_the_kodbox_is(collected, kerstin, klara, kodbox, client):
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    assert "på väg till kontoret" in client.get(SECURITY).text
    ordering.print_letter(collected, Actor(kerstin[0].pk))
    assert COLLECT in client.get(SECURITY).text
    handover.hand_over(collected, Actor(klara[0].pk))
    page = client.get(SECURITY).text
    assert "Du har hämtat din nya kodbox" in page
    assert COLLECT not in page
