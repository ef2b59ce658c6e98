"""use_code: both windows, resynchronisation, two devices, one winner."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hembanken.crypto.encryption import DecryptionFailed
from hembanken.request_context import Actor
from kodbox import stock, verification
from kodbox.models import Device, State
from kodbox.verification import CodeRefused, Refusal
from tests import people

pytestmark = pytest.mark.django_db


def use(owner, code, *, replacement_allowed=False):
    return verification.use_code(owner.pk, code, replacement_allowed=replacement_allowed)


def refusal(owner, code, **options):
    with pytest.raises(CodeRefused) as refused:
        use(owner, code, **options)
    return refused.value.reason


@pytest.mark.row("C2")
@pytest.mark.parametrize("counter", [0, 9])
def test_a_code_in_the_look_ahead_window_moves_the_counter_past_it(astrid, kodbox, counter):
    assert use(astrid, kodbox.code_at(counter)) == kodbox.device
    assert kodbox.bank_counter() == counter + 1


@pytest.mark.row("C2")
def test_the_first_code_past_the_window_is_refused_and_remembered(astrid, kodbox):
    assert refusal(astrid, kodbox.code_at(10)) is Refusal.OUT_OF_STEP
    kodbox.device.refresh_from_db()
    assert (kodbox.device.counter, kodbox.device.resync_counter) == (0, 11)


@pytest.mark.row("B11", "C4", "S16", "S20")
def test_a_used_code_and_those_before_it_are_refused(astrid, kodbox):
    use(astrid, kodbox.code_at(9))
    for counter in range(10):
        assert refusal(astrid, kodbox.code_at(counter)) is Refusal.USED
    assert kodbox.bank_counter() == 10


def test_a_code_used_long_ago_is_refused_as_wrong(astrid, kodbox):
    use(astrid, kodbox.code_at(0))
    use(astrid, kodbox.code_at(10))
    assert refusal(astrid, kodbox.code_at(0)) is Refusal.WRONG
    assert refusal(astrid, kodbox.code_at(1)) is Refusal.USED


def test_a_future_code_of_a_blocked_device_is_not_refused_as_used(astrid, kodbox, settings):
    settings.LOOK_AHEAD_WINDOW = 5
    used = kodbox.press()
    use(astrid, used)
    people.block(kodbox)
    assert refusal(astrid, used) is Refusal.USED
    assert refusal(astrid, kodbox.code_at(5)) is Refusal.NOT_IN_USE
    assert refusal(astrid, kodbox.code_at(6)) is Refusal.WRONG


@pytest.mark.row("C5", "S1")
def test_two_codes_in_a_row_resynchronise_a_device(astrid, kodbox):
    refusal(astrid, kodbox.code_at(400))
    use(astrid, kodbox.code_at(401))
    assert kodbox.bank_counter() == 402
    assert refusal(astrid, kodbox.code_at(400)) is Refusal.USED


@pytest.mark.row("C5")
def test_codes_that_do_not_follow_directly_are_refused(astrid, kodbox):
    for counter in (401, 400, 402):
        refusal(astrid, kodbox.code_at(counter))
    use(astrid, kodbox.code_at(403))
    assert kodbox.bank_counter() == 404


@pytest.mark.parametrize("counter", [1_000, 1_000_000])
def test_a_code_past_the_window_cancels_a_resynchronisation(astrid, kodbox, counter):
    refusal(astrid, kodbox.code_at(400))
    refusal(astrid, kodbox.code_at(counter))
    assert refusal(astrid, kodbox.code_at(401)) is Refusal.OUT_OF_STEP


def test_the_resynchronisation_window_ends_at_a_thousand(astrid, kodbox):
    assert refusal(astrid, kodbox.code_at(1_000)) is Refusal.WRONG
    assert refusal(astrid, kodbox.code_at(999)) is Refusal.OUT_OF_STEP
    use(astrid, kodbox.code_at(1_000))
    assert kodbox.bank_counter() == 1_001


def test_a_code_in_the_look_ahead_window_cancels_a_resynchronisation(astrid, kodbox):
    refusal(astrid, kodbox.code_at(400))
    use(astrid, kodbox.code_at(3))
    kodbox.device.refresh_from_db()
    assert (kodbox.device.counter, kodbox.device.resync_counter) == (4, None)


def test_a_code_of_another_device_cancels_a_resynchronisation(astrid, kodbox):
    other = people.give(astrid, active=True)
    refusal(astrid, kodbox.code_at(400))
    use(astrid, other.press())
    assert refusal(astrid, kodbox.code_at(401)) is Refusal.OUT_OF_STEP


def test_a_block_cancels_a_resynchronisation(astrid, kodbox):
    refusal(astrid, kodbox.code_at(400))
    people.block(kodbox)
    kodbox.device.refresh_from_db()
    assert kodbox.device.resync_counter is None


@pytest.mark.row("C21")
def test_an_expired_device_is_refused(astrid, kodbox):
    Device.objects.filter(pk=kodbox.device.pk).update(expires_at=timezone.now())
    assert refusal(astrid, kodbox.code_at(0)) is Refusal.NOT_IN_USE


@pytest.mark.parametrize("state", [State.BLOCKED, State.RETIRED, State.LOST, State.RETURNED])
def test_a_device_that_is_not_in_use_is_refused(astrid, kodbox, state):
    stock.take_out_of_use(kodbox.device, state, Actor(astrid.pk, "test"))
    assert refusal(astrid, kodbox.code_at(0)) is Refusal.NOT_IN_USE
    assert kodbox.bank_counter() == 0


def test_another_customers_device_is_refused(astrid, kodbox, cecilia):
    refusal(cecilia, kodbox.code_at(0), replacement_allowed=True)
    assert kodbox.bank_counter() == 0


@pytest.mark.row("S2")
def test_only_the_device_that_matched_is_changed(astrid, kodbox):
    other = people.give(astrid, active=True)
    use(astrid, other.code_at(0))
    assert (kodbox.bank_counter(), other.bank_counter()) == (0, 1)
    refusal(astrid, other.code_at(0))


def test_an_active_device_is_found_behind_newer_lost_devices(astrid, kodbox):
    for _ in range(2):
        stock.take_out_of_use(people.give(astrid).device, State.LOST, Actor(astrid.pk, "test"))
    assert use(astrid, kodbox.code_at(0)) == kodbox.device


@pytest.mark.row("C16")
def test_a_replacement_is_refused_without_the_personal_password(astrid, kodbox):
    new = people.give(astrid)
    assert refusal(astrid, new.code_at(0)) is Refusal.NOT_IN_USE
    assert (new.state(), kodbox.state()) == (State.DISPATCHED, State.ACTIVE)
    people.block(kodbox)
    assert refusal(astrid, new.code_at(0)) is Refusal.NOT_IN_USE


@pytest.mark.row("C16")
def test_a_replacement_retires_the_old_device(astrid, kodbox):
    new = people.give(astrid)
    use(astrid, new.press(), replacement_allowed=True)
    assert (new.state(), kodbox.state()) == (State.ACTIVE, State.RETIRED)


@pytest.fixture
def before_spending(monkeypatch):
    """Return a function that makes something happen between finding and spending a code."""
    spend = verification.spend

    def interleave(action):
        def spend_after_action(*args, **unchanged):
            monkeypatch.setattr(verification, "spend", spend)
            action()
            return spend(*args, **unchanged)

        monkeypatch.setattr(verification, "spend", spend_after_action)

    return interleave


@pytest.mark.row("C3", "S3")
def test_of_two_requests_that_read_the_same_counter_one_wins(astrid, kodbox, before_spending):
    before_spending(lambda: use(astrid, kodbox.code_at(0)))
    assert refusal(astrid, kodbox.code_at(0)) is Refusal.USED
    assert kodbox.bank_counter() == 1


@pytest.mark.row("S12")
def test_a_block_between_reading_and_spending_refuses(astrid, kodbox, before_spending):
    before_spending(lambda: people.block(kodbox))
    refusal(astrid, kodbox.code_at(0))
    assert (kodbox.bank_counter(), kodbox.state()) == (0, State.BLOCKED)


@pytest.mark.row("C5")
def test_a_resynchronisation_cancelled_before_spending_is_refused(astrid, kodbox, before_spending):
    refusal(astrid, kodbox.code_at(400))
    before_spending(lambda: refusal(astrid, "00000000"))
    refusal(astrid, kodbox.code_at(401))
    assert kodbox.bank_counter() == 0


def test_a_code_is_not_spent_if_on_accepted_fails(astrid, kodbox):
    def fails():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        verification.use_code(
            astrid.pk, kodbox.code_at(0), replacement_allowed=False, on_accepted=fails
        )
    assert kodbox.bank_counter() == 0


@pytest.mark.row("C11", "S9")
@pytest.mark.parametrize(
    ("devices", "lost", "counter"), [(0, 0, 0), (1, 0, 7), (2, 0, 400), (0, 3, 0)]
)
def test_a_refusal_costs_the_same_for_any_number_of_devices(
    cecilia, devices, lost, counter, count_hmacs
):
    for _ in range(devices):
        people.give(cecilia, active=True)
    for _ in range(lost):
        stock.take_out_of_use(people.give(cecilia).device, State.LOST, Actor(cecilia.pk, "test"))
    Device.objects.update(counter=counter)
    with count_hmacs() as hmacs:
        refusal(cecilia, "00000000")
    assert len(hmacs) == 2 * 1_011


@pytest.mark.row("S1")
def test_the_database_refuses_to_decrease_a_counter(astrid, kodbox):
    use(astrid, kodbox.code_at(5))
    with pytest.raises(IntegrityError, match="never goes back"), transaction.atomic():
        Device.objects.filter(pk=kodbox.device.pk).update(counter=5)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kodbox_device SET counter = counter")
    assert kodbox.bank_counter() == 6


@pytest.mark.row("C9")
def test_a_seed_cannot_be_decrypted_in_another_devices_row(astrid, kodbox):
    other = people.give(astrid)
    Device.objects.filter(pk=other.device.pk).update(seed=kodbox.device.seed)
    other.device.refresh_from_db()
    with pytest.raises(DecryptionFailed):
        _ = other.device.secret
