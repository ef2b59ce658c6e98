"""One count for each typed number: attempts are spent and refunded, and lockouts grow."""

import pytest
from django.utils import timezone

from accounts.credentials import lockout, unlock
from accounts.credentials.lockout import TooManyAttempts
from accounts.customers import registry
from accounts.models import PERMANENTLY, FailedAttempts
from accounts.personnummer import normalise
from hembanken.audit.models import Entry
from hembanken.outbox.models import Message
from hembanken.request_context import Actor
from tests import people

pytestmark = pytest.mark.django_db
KEY = b"k" * 32
ATTEMPT = lockout.Attempt((KEY,))
MINUTE, HOUR = 60, 3_600


def failures():
    return FailedAttempts.objects.get(key=KEY).failures


def fail(times):
    for _ in range(times):
        lockout.spend(ATTEMPT)


def is_locked_out():
    try:
        lockout.spend(ATTEMPT)
    except TooManyAttempts:
        return True
    lockout.refund(ATTEMPT)
    return False


@pytest.mark.row("B3", "B7")
def test_lockouts_grow_to_a_day(pass_time):
    for seconds in (5 * MINUTE, 30 * MINUTE, 4 * HOUR, 24 * HOUR, 24 * HOUR):
        fail(5)
        pass_time(seconds - 5)
        assert is_locked_out()
        pass_time(10)
        assert not is_locked_out()


@pytest.mark.row("B10")
def test_a_hundred_failures_lock_the_number_out_permanently(pass_time):
    for _ in range(20):
        fail(5)
        pass_time(25 * HOUR)
    pass_time(5 * 365 * 24 * HOUR)
    with pytest.raises(TooManyAttempts) as refusal:
        lockout.spend(ATTEMPT)
    assert refusal.value.until is None


def test_a_right_fifth_attempt_ends_the_lockout_that_it_began():
    fail(4)
    lockout.spend(ATTEMPT)
    lockout.refund(ATTEMPT)
    assert failures() == 4
    assert not is_locked_out()


@pytest.mark.row("B6")
def test_a_refund_does_not_clear_the_count():
    fail(3)
    lockout.spend(ATTEMPT)
    lockout.refund(ATTEMPT)
    assert failures() == 3
    lockout.clear(ATTEMPT)
    assert failures() == 0


@pytest.mark.row("B8")
def test_each_event_of_a_failure_is_returned_once(pass_time):
    events = []
    for failure in range(1, 101):
        lockout.spend(ATTEMPT)
        events += [(failure, str(event)) for event in lockout.record_failure(ATTEMPT).events]
        pass_time(25 * HOUR if failure % 5 == 0 else 0)
    lockouts = [(failure, "login:locked_out") for failure in range(5, 101, 5)]
    assert sorted(events) == sorted([*lockouts, (95, "login:attempts_running_out")])


@pytest.mark.row("B8", "S9")
def test_only_a_customer_is_notified_before_the_permanent_lockout(astrid, client):
    Message.objects.all().delete()
    for number in (people.ASTRID, people.NOBODY):
        key = registry.lookup_keys(normalise(number, timezone.localdate()))[0]
        FailedAttempts.objects.create(key=key, failures=94)
        client.post("/logga-in/", {"number": number, "password": "9513"})
    assert Message.objects.get().account_id == astrid.pk
    assert Entry.objects.filter(event="login:attempts_running_out").count() == 1


@pytest.mark.row("B9", "I1")
def test_staff_end_a_permanent_lockout(astrid, pass_time):
    key = registry.lookup_keys_of_customer(astrid)[0]
    FailedAttempts.objects.create(key=key, failures=100, locked_until=PERMANENTLY)
    actor = Actor(astrid.pk, "identified at the branch")
    with pytest.raises(unlock.NotLockedOut):
        unlock.end_lockout(astrid, actor)
    unlock.end_permanent_lockout(astrid, actor)
    assert FailedAttempts.objects.get(key=key).locked_until is None
    assert Entry.objects.filter(event="staff:unlocked", account_id=astrid.pk).exists()


def test_a_count_moves_from_an_older_index_key():
    fail(3)
    newer = lockout.Attempt((b"n" * 32, KEY))
    lockout.spend(newer)
    assert FailedAttempts.objects.get().failures == 4
    lockout.spend(newer)
    assert FailedAttempts.objects.get(key=newer.keys[0]).failures == 5


def test_a_count_under_the_current_key_is_kept():
    newer = lockout.Attempt((b"n" * 32, KEY))
    lockout.spend(newer)
    fail(2)
    for _ in range(4):
        lockout.spend(newer)
    with pytest.raises(TooManyAttempts):
        lockout.spend(newer)


@pytest.mark.row("S4")
def test_a_refused_attempt_is_not_counted():
    fail(5)
    for _ in range(3):
        with pytest.raises(TooManyAttempts):
            lockout.spend(ATTEMPT)
    assert failures() == 5


def test_a_refund_without_a_count_changes_nothing():
    lockout.refund(ATTEMPT)
    assert not FailedAttempts.objects.exists()


def test_a_refund_does_not_lower_a_cleared_count():
    fail(1)
    lockout.clear(ATTEMPT)
    lockout.refund(ATTEMPT)
    assert failures() == 0
