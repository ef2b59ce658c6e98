"""A recalled batch: its codes are refused at once, and its devices are taken out of use."""

import pytest
from django.core.management import call_command

from hembanken.audit.models import Entry
from hembanken.request_context import Actor
from hembanken.staff.models import Proposal
from kodbox import recall, stock
from kodbox.models import Batch, Device, Order, State, Transition
from kodbox.stock import TransitionRefused
from kodbox.verification import CodeRefused, use_code
from tests import people, staff
from tests.staff import offered, perform

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(kodbox):
    """A batch of Astrid's device and one in stock."""
    batch = Batch.objects.create(sha256="0" * 64, imported_by="test", devices_count=2)
    people.new_kodbox()
    Device.objects.update(batch=batch)
    return batch


def retire(batch, astrid):
    recall.retire(batch, Actor(astrid.pk, "läckta nycklar"))


def test_a_batch_is_retired_by_two_people_and_once(batch, samir, astrid):
    perform(samir, batch, "ta-ur-bruk")
    batch.refresh_from_db()
    assert not batch.is_retired
    perform(staff.hire_and_log_in("sofia", "sakerhet"), Proposal.objects.get(), "godkann")
    batch.refresh_from_db()
    assert (batch.is_retired, batch.retired_by.username) == (True, "sofia")
    assert Entry.objects.get(event="batch:retired").actor_id == batch.retired_by_id
    assert offered(samir, batch) == []
    with pytest.raises(TransitionRefused, match="redan"):
        retire(batch, astrid)


@pytest.mark.row("C13")
def test_every_code_of_a_retired_batch_is_refused(batch, kodbox, astrid):
    retire(batch, astrid)
    with pytest.raises(CodeRefused):
        use_code(astrid.pk, kodbox.press(), replacement_allowed=True)
    assert kodbox.bank_counter() == 0


def test_a_device_of_a_retired_batch_is_neither_dispatched_nor_unblocked(
    batch, kodbox, astrid, cecilia
):
    in_stock = Device.objects.get(state=State.IN_STOCK)
    people.block(kodbox)
    retire(batch, astrid)
    with pytest.raises(TransitionRefused, match="leverans"):
        stock.dispatch(in_stock, cecilia.pk, Actor(cecilia.pk))
    kodbox.device.refresh_from_db()
    with pytest.raises(TransitionRefused, match="leverans"):
        stock.unblock(kodbox.device, Actor(astrid.pk))


def test_its_devices_are_taken_out_of_use_with_the_reason_of_the_batch(batch, kodbox, astrid):
    retire(batch, astrid)
    assert recall.move_devices() == 2
    assert {device.state for device in Device.objects.all()} == {State.DESTROYED, State.RETIRED}
    assert {transition.reason for transition in Transition.objects.filter(after=State.RETIRED)} == {
        "läckta nycklar"
    }
    assert recall.move_devices() == 0


@pytest.mark.row("C15")
def test_a_customer_with_a_device_is_logged_out_and_gets_a_replacement(batch, logged_in, astrid):
    retire(batch, astrid)
    call_command("housekeeping")
    assert logged_in.get("/hem/").status_code == 302
    assert Order.objects.get().state == Order.State.IDENTIFIED
    assert Entry.objects.filter(event="device:retired", account_id=astrid.pk).exists()


def test_a_customer_with_an_open_order_gets_one_device(batch, astrid):
    Order.objects.create(owner=astrid, state=Order.State.WAITING, delivery="branch")
    retire(batch, astrid)
    recall.move_devices()
    assert Order.objects.get().delivery == "branch"


def test_a_device_that_changes_meanwhile_is_left_for_the_next_run(batch, astrid, monkeypatch):
    real = stock.take_out_of_use

    def changed_meanwhile(device, after, actor):
        Device.objects.filter(pk=device.pk).exclude(owner=None).update(
            state=State.BLOCKED, slot=None
        )
        real(device, after, actor)

    retire(batch, astrid)
    monkeypatch.setattr(stock, "take_out_of_use", changed_meanwhile)
    assert recall.move_devices() == 1
    monkeypatch.undo()
    assert recall.move_devices() == 1


def test_a_device_of_another_batch_stays_in_use(batch, astrid, bo):
    other = people.give(bo, active=True)
    retire(batch, astrid)
    recall.move_devices()
    use_code(bo.pk, other.press(), replacement_allowed=False)
    assert other.state() == State.ACTIVE
