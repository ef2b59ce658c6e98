"""One count for each typed number: spent first, given back when right, stops that grow."""

import pytest

from accounts import attempts
from accounts.attempts import TooManyAttempts
from accounts.models import AttemptCount

pytestmark = pytest.mark.django_db
KEY = b"k" * 32
MINUTE, HOUR = 60, 3_600


def failures():
    return AttemptCount.objects.get(key=KEY).failures


def fail(times):
    for _ in range(times):
        attempts.spend(KEY)


def is_stopped():
    try:
        attempts.spend(KEY)
    except TooManyAttempts:
        return True
    attempts.refund(KEY)
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
        attempts.spend(KEY)
    assert stop.value.until is None


def test_a_right_fifth_attempt_lifts_the_stop_it_began():
    fail(4)
    attempts.spend(KEY)
    attempts.refund(KEY)
    assert failures() == 4
    assert not is_stopped()


@pytest.mark.row("B6")
def test_only_clearing_forgets():
    fail(3)
    attempts.spend(KEY)
    attempts.refund(KEY)
    assert failures() == 3
    attempts.clear(KEY)
    assert failures() == 0


def test_the_page_warns_from_three():
    fail(2)
    assert not attempts.should_warn(KEY)
    fail(1)
    assert attempts.should_warn(KEY)


@pytest.mark.row("S4")
def test_an_attempt_is_gone_before_it_is_looked_at():
    fail(5)
    for _ in range(3):
        with pytest.raises(TooManyAttempts):
            attempts.spend(KEY)
    assert failures() == 5


def test_refunding_nothing_changes_nothing():
    attempts.refund(KEY)
    assert not AttemptCount.objects.exists()
