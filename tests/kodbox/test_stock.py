"""Transitions of a device: only legal ones, each with its history and its event."""

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


@pytest.mark.row("C14")
def test_a_dispatched_device_has_an_owner_and_an_event(cecilia):
    kodbox = people.give(cecilia)
    assert (kodbox.device.owner, kodbox.state()) == (cecilia, State.DISPATCHED)
    assert Entry.objects.get(account_id=cecilia.pk).event == Event.DEVICE_DISPATCHED


def set_state(kodbox, state):
    """Put a device into a state, whatever its history."""
    slot = 1 if state in HELD else None
    Device.objects.filter(pk=kodbox.device.pk).update(state=state, slot=slot)
    kodbox.device.refresh_from_db()


@pytest.mark.row("C18")
@pytest.mark.parametrize("state", [state for state in State if state is not State.IN_STOCK])
def test_a_device_is_dispatched_once(cecilia, astrid, state):
    kodbox = people.give(cecilia)
    set_state(kodbox, state)
    with pytest.raises(TransitionRefused):
        stock.dispatch(kodbox.device, astrid.pk, Actor(astrid.pk, "again"))


def test_a_customer_holds_two_devices_at_most(cecilia):
    people.give(cecilia)
    people.give(cecilia)
    with pytest.raises(TransitionRefused, match="2"):
        people.give(cecilia)
    third = Device.objects.filter(pk=people.new_kodbox().device.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        third.update(owner=cecilia, state=State.DISPATCHED, slot=3)


@pytest.mark.row("C13")
@pytest.mark.parametrize("after", [State.BLOCKED, State.LOST, State.RETURNED])
def test_a_device_that_is_blocked_lost_or_returned_ends_sessions(astrid, kodbox, after):
    epoch = astrid.session_epoch
    stock.take_out_of_use(kodbox.device, after, Actor(astrid.pk, "test"))
    astrid.refresh_from_db()
    assert astrid.session_epoch == epoch + 1


@pytest.mark.row("C8")
def test_a_short_seed_is_refused():
    with pytest.raises(ValueError, match="16 bytes"):
        stock.new_device("1", b"x" * 15)


def test_a_device_in_stock_has_no_owner(cecilia):
    kodbox = people.new_kodbox()
    with pytest.raises(IntegrityError), transaction.atomic():
        Device.objects.filter(pk=kodbox.device.pk).update(owner=cecilia)


def test_a_serial_is_unique():
    kodbox = people.new_kodbox()
    same = stock.new_device(kodbox.device.serial, b"x" * 20)
    with pytest.raises(IntegrityError), transaction.atomic():
        same.save(force_insert=True)


def test_a_representation_shows_no_secret(astrid, kodbox):
    assert kodbox.secret not in f"{kodbox.device!r}{vars(kodbox.device)}"


PAIRS = [
    (before, after)
    for before in State
    for after in State
    if before is not State.IN_STOCK and after not in (*HELD, State.IN_STOCK)
]


@pytest.mark.row("C14", "C18")
@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_only_legal_transitions_are_made_and_recorded(cecilia, before, after):
    kodbox = people.give(cecilia)
    set_state(kodbox, before)
    count = Transition.objects.count()
    if after in LEGAL_TRANSITIONS[before]:
        stock.take_out_of_use(kodbox.device, after, Actor(cecilia.pk, "why"))
        transition = Transition.objects.latest("id")
        assert (transition.before, transition.after) == (before, after)
        assert (transition.actor, transition.reason) == (cecilia, "why")
    else:
        with pytest.raises(TransitionRefused):
            stock.take_out_of_use(kodbox.device, after, Actor(cecilia.pk, "why"))
        assert (kodbox.state(), Transition.objects.count()) == (before, count)


def test_an_unblocked_device_is_active_if_it_was_activated(astrid, kodbox):
    unused = people.give(astrid)
    for blocked, state in ((kodbox, State.ACTIVE), (unused, State.DISPATCHED)):
        people.block(blocked)
        stock.unblock(blocked.device, Actor(astrid.pk, "found"))
        assert blocked.state() is state


def test_a_third_device_is_not_unblocked(astrid, kodbox):
    people.block(kodbox)
    people.give(astrid)
    people.give(astrid)
    with pytest.raises(TransitionRefused, match="2"):
        stock.unblock(kodbox.device, Actor(astrid.pk, "found"))


def test_of_two_simultaneous_transitions_one_is_refused(astrid, kodbox):
    stale = Device.objects.get(pk=kodbox.device.pk)
    stock.take_out_of_use(kodbox.device, State.LOST, Actor(astrid.pk, "first"))
    with pytest.raises(TransitionRefused, match="Någon annan"):
        stock.take_out_of_use(stale, State.BLOCKED, Actor(astrid.pk, "second"))
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
def test_the_database_refuses_to_reuse_a_returned_device(astrid, kodbox, change):
    stock.take_out_of_use(kodbox.device, State.RETURNED, Actor(astrid.pk, "found"))
    with pytest.raises(IntegrityError, match="never"), transaction.atomic():
        Device.objects.filter(pk=kodbox.device.pk).update(**change)


@pytest.mark.row("C18")
def test_the_database_refuses_another_owner(astrid, kodbox, cecilia):
    with pytest.raises(IntegrityError, match="never"), transaction.atomic():
        Device.objects.filter(pk=kodbox.device.pk).update(owner=cecilia)
