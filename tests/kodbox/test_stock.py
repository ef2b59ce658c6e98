"""The life of a kodbox: legal moves, each once, each in the audit log."""

import pytest
from django.db import IntegrityError, transaction

from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from hembanken.request_context import Actor
from kodbox import stock
from kodbox.models import HELD, LEGAL_TRANSITIONS, Device, State, Transition
from kodbox.stock import TransitionRefused
from tests import people

pytestmark = pytest.mark.django_db


def events(account):
    return list(
        Entry.objects.filter(account_id=account.pk)
        .order_by("sequence")
        .values_list("event", flat=True)
    )


@pytest.mark.row("C14")
def test_a_dispatched_box_has_an_owner_and_an_event(cecilia):
    kodbox = people.give(cecilia)
    assert (kodbox.device.owner, kodbox.state()) == (cecilia, State.DISPATCHED)
    assert events(cecilia) == [Event.DEVICE_DISPATCHED]


def come_to(kodbox, state):
    """Put a box into a state, whatever the road to it."""
    slot = 1 if state in HELD else None
    Device.objects.filter(pk=kodbox.device.pk).update(state=state, slot=slot)
    kodbox.device.refresh_from_db()


@pytest.mark.row("C18")
@pytest.mark.parametrize("state", [state for state in State if state is not State.IN_STOCK])
def test_a_box_is_given_once_in_its_life(cecilia, astrid, state):
    kodbox = people.give(cecilia)
    come_to(kodbox, state)
    with pytest.raises(TransitionRefused):
        stock.dispatch(kodbox.device, astrid.pk, Actor(astrid.pk, "again"))


def test_nobody_holds_three(cecilia):
    people.give(cecilia)
    people.give(cecilia)
    with pytest.raises(TransitionRefused, match="2"):
        people.give(cecilia)


@pytest.mark.row("C13")
def test_blocking_is_done_once_and_ends_sessions(astrid, kodbox):
    epoch = astrid.session_epoch
    people.block(kodbox)
    astrid.refresh_from_db()
    assert (kodbox.state(), astrid.session_epoch) == (State.BLOCKED, epoch + 1)
    with pytest.raises(TransitionRefused):
        people.block(kodbox)


@pytest.mark.row("C13")
@pytest.mark.parametrize("after", [State.LOST, State.RETURNED])
def test_a_box_out_of_its_owners_hand_ends_sessions(astrid, kodbox, after):
    epoch = astrid.session_epoch
    stock.take_out_of_use(kodbox.device, after, Actor(astrid.pk, "test"))
    astrid.refresh_from_db()
    assert astrid.session_epoch == epoch + 1


@pytest.mark.row("C8")
def test_a_short_seed_is_never_taken():
    with pytest.raises(ValueError, match="16 bytes"):
        stock.new_device("1", b"x" * 15)


def test_a_box_in_stock_has_no_owner(cecilia):
    kodbox = people.new_kodbox()
    with pytest.raises(IntegrityError), transaction.atomic():
        Device.objects.filter(pk=kodbox.device.pk).update(owner=cecilia)


def test_a_serial_is_known_once():
    kodbox = people.new_kodbox()
    twin = stock.new_device(kodbox.device.serial, b"x" * 20)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_no_secret_shows_in_a_representation(astrid, kodbox):
    assert kodbox.secret not in f"{kodbox.device!r}{vars(kodbox.device)}"


LEAVES = [
    (before, after)
    for before in State
    for after in State
    if before is not State.IN_STOCK and after not in (*HELD, State.IN_STOCK)
]


@pytest.mark.row("C14", "C18")
@pytest.mark.parametrize(("before", "after"), LEAVES)
def test_only_legal_moves_are_made_each_with_its_row(cecilia, before, after):
    kodbox = people.give(cecilia)
    come_to(kodbox, before)
    moves = Transition.objects.count()
    if after in LEGAL_TRANSITIONS[before]:
        stock.take_out_of_use(kodbox.device, after, Actor(cecilia.pk, "why"))
        move = Transition.objects.latest("id")
        assert (move.before, move.after, move.by, move.why) == (before, after, cecilia, "why")
    else:
        with pytest.raises(TransitionRefused):
            stock.take_out_of_use(kodbox.device, after, Actor(cecilia.pk, "why"))
        assert (kodbox.state(), Transition.objects.count()) == (before, moves)


def test_an_unblocked_box_is_as_far_as_it_was(astrid, kodbox):
    waiting = people.give(astrid)
    for box, state in ((kodbox, State.ACTIVE), (waiting, State.DISPATCHED)):
        people.block(box)
        stock.unblock(box.device, Actor(astrid.pk, "found"))
        assert box.state() is state


def test_a_box_is_not_unblocked_into_a_third_place(astrid, kodbox):
    people.block(kodbox)
    people.give(astrid)
    people.give(astrid)
    with pytest.raises(TransitionRefused, match="2"):
        stock.unblock(kodbox.device, Actor(astrid.pk, "found"))


def test_of_two_who_move_the_same_box_one_wins(astrid, kodbox):
    twin = Device.objects.get(pk=kodbox.device.pk)
    stock.take_out_of_use(kodbox.device, State.LOST, Actor(astrid.pk, "first"))
    with pytest.raises(TransitionRefused, match="Någon annan"):
        stock.take_out_of_use(twin, State.BLOCKED, Actor(astrid.pk, "second"))
    assert kodbox.state() is State.LOST


@pytest.mark.row("C18")
@pytest.mark.parametrize(
    "change",
    [
        {"state": State.IN_STOCK, "owner": None, "slot": None},
        {"state": State.ACTIVE, "slot": 1},
        {"state": State.BLOCKED},
    ],
)
def test_the_database_keeps_a_returned_box_from_anybody(astrid, kodbox, change):
    stock.take_out_of_use(kodbox.device, State.RETURNED, Actor(astrid.pk, "found"))
    with pytest.raises(IntegrityError, match="never"), transaction.atomic():
        Device.objects.filter(pk=kodbox.device.pk).update(**change)


@pytest.mark.row("C18")
def test_the_database_keeps_a_box_with_its_owner(astrid, kodbox, cecilia):
    with pytest.raises(IntegrityError, match="never"), transaction.atomic():
        Device.objects.filter(pk=kodbox.device.pk).update(owner=cecilia)


def test_nobody_holds_three_even_by_hand(cecilia):
    for _ in range(2):
        people.give(cecilia)
    third = people.new_kodbox()
    with pytest.raises(IntegrityError), transaction.atomic():
        Device.objects.filter(pk=third.device.pk).update(
            owner=cecilia, state=State.DISPATCHED, slot=3
        )
