"""One count for each typed number: spent first, given back when right, stops that grow."""

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


def is_stopped():
    try:
        lockout.spend(ATTEMPT)
    except TooManyAttempts:
        return True
    lockout.refund(ATTEMPT)
    return False


@pytest.mark.row("B3")
def test_five_failures_stop_the_number():
    fail(5)
    assert is_stopped()
    assert failures() == 5


def test_four_failures_do_not():
    fail(4)
    assert not is_stopped()


@pytest.mark.row("B7")
def test_the_first_stop_lasts_five_minutes(pass_time):
    fail(5)
    pass_time(5 * MINUTE - 1)
    assert is_stopped()
    pass_time(2)
    assert not is_stopped()


@pytest.mark.row("B7")
def test_stops_grow_to_a_day(pass_time):
    for seconds in (5 * MINUTE, 30 * MINUTE, 4 * HOUR, 24 * HOUR, 24 * HOUR):
        fail(5)
        pass_time(seconds - 5)
        assert is_stopped()
        pass_time(10)
        assert not is_stopped()


@pytest.mark.row("B10")
def test_a_hundred_failures_stop_it_for_good(pass_time):
    for _ in range(20):
        fail(5)
        pass_time(25 * HOUR)
    pass_time(5 * 365 * 24 * HOUR)
    with pytest.raises(TooManyAttempts) as stop:
        lockout.spend(ATTEMPT)
    assert stop.value.until is None


def test_a_right_fifth_attempt_lifts_the_stop_it_began():
    fail(4)
    lockout.spend(ATTEMPT)
    lockout.refund(ATTEMPT)
    assert failures() == 4
    assert not is_stopped()


@pytest.mark.row("B6")
def test_only_clearing_forgets():
    fail(3)
    lockout.spend(ATTEMPT)
    lockout.refund(ATTEMPT)
    assert failures() == 3
    lockout.clear(ATTEMPT)
    assert failures() == 0


def test_the_page_warns_from_three():
    fail(2)
    assert not lockout.record_failure(ATTEMPT).should_warn
    fail(1)
    assert lockout.record_failure(ATTEMPT).should_warn


@pytest.mark.row("B8")
def test_what_a_failure_leads_to_is_told_once(pass_time):
    told = []
    for failure in range(1, 101):
        lockout.spend(ATTEMPT)
        told += [(failure, str(event)) for event in lockout.record_failure(ATTEMPT).events]
        pass_time(25 * HOUR if failure % 5 == 0 else 0)
    stops = [(failure, "login:locked_out") for failure in range(5, 101, 5)]
    assert sorted(told) == sorted([*stops, (95, "login:attempts_running_out")])


@pytest.mark.row("B8", "S9")
def test_a_customer_is_alerted_before_the_last_stop_and_nobody_for_a_strange_number(astrid, client):
    Message.objects.all().delete()
    for number in (people.ASTRID, people.NOBODY):
        key = registry.lookup_keys(normalise(number, timezone.localdate()))[0]
        FailedAttempts.objects.create(key=key, failures=94)
        client.post("/logga-in/", {"number": number, "password": "9513"})
    assert Message.objects.get().account_id == astrid.pk
    assert Entry.objects.filter(event="login:attempts_running_out").count() == 1


@pytest.mark.row("B9", "I1")
def test_staff_release_what_is_stopped_for_good(astrid, pass_time):
    key = registry.lookup_keys_of_customer(astrid)[0]
    FailedAttempts.objects.create(key=key, failures=100, locked_until=PERMANENTLY)
    act = Actor(astrid.pk, "identified at the branch")
    with pytest.raises(unlock.NotLockedOut):
        unlock.unlock(astrid, act)
    unlock.unlock_permanent(astrid, act)
    assert FailedAttempts.objects.get(key=key).locked_until is None
    assert Entry.objects.filter(event="staff:unlocked", account_id=astrid.pk).exists()


def test_an_older_index_key_finds_its_count():
    fail(3)
    newer = lockout.Attempt((b"n" * 32, KEY))
    lockout.spend(newer)
    assert FailedAttempts.objects.get().failures == 4
    lockout.spend(newer)
    assert FailedAttempts.objects.get(key=newer.keys[0]).failures == 5


def test_a_count_by_the_newer_key_is_not_replaced_by_an_older_one():
    newer = lockout.Attempt((b"n" * 32, KEY))
    lockout.spend(newer)
    fail(2)
    for _ in range(4):
        lockout.spend(newer)
    with pytest.raises(TooManyAttempts):
        lockout.spend(newer)


@pytest.mark.row("S4")
def test_an_attempt_is_gone_before_it_is_looked_at():
    fail(5)
    for _ in range(3):
        with pytest.raises(TooManyAttempts):
            lockout.spend(ATTEMPT)
    assert failures() == 5


def test_refunding_nothing_changes_nothing():
    lockout.refund(ATTEMPT)
    assert not FailedAttempts.objects.exists()


def test_a_count_that_was_cleared_is_not_lowered():
    fail(1)
    lockout.clear(ATTEMPT)
    lockout.refund(ATTEMPT)
    assert failures() == 0
