"""The life of a kodbox: legal moves, each once, each in the journal."""

import pytest
from django.db import IntegrityError, transaction

from hembanken.journal.events import Event
from hembanken.journal.models import Entry
from kodbox import stock
from kodbox.models import Device, State
from kodbox.stock import MoveRefused
from tests import people

pytestmark = pytest.mark.django_db


def events(account):
    return list(
        Entry.objects.filter(account_id=account.pk).order_by("id").values_list("event", flat=True)
    )


@pytest.mark.row("C14")
def test_a_dispatched_box_has_an_owner_and_an_event(cecilia):
    kodbox = people.give(cecilia)
    assert (kodbox.device.owner, kodbox.state()) == (cecilia, State.DISPATCHED)
    assert events(cecilia) == [Event.DEVICE_DISPATCHED]


@pytest.mark.row("C18")
@pytest.mark.parametrize("state", [State.DISPATCHED, State.ACTIVE, State.BLOCKED, State.RETIRED])
def test_a_box_is_given_once_in_its_life(cecilia, astrid, state):
    kodbox = people.give(cecilia)
    Device.objects.filter(pk=kodbox.device.pk).update(state=state)
    with pytest.raises(MoveRefused):
        stock.dispatch(kodbox.device, astrid.pk)


def test_nobody_holds_three(cecilia):
    people.give(cecilia)
    people.give(cecilia)
    with pytest.raises(MoveRefused, match="two"):
        people.give(cecilia)


@pytest.mark.row("C13")
def test_blocking_is_done_once_and_ends_sessions(astrid, kodbox):
    epoch = astrid.session_epoch
    stock.block(kodbox.device, "lost")
    astrid.refresh_from_db()
    assert (kodbox.state(), astrid.session_epoch) == (State.BLOCKED, epoch + 1)
    with pytest.raises(MoveRefused):
        stock.block(kodbox.device, "lost")


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
