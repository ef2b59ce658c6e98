"""The stock forecast, and the held devices that expire."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from kodbox.models import Device, State
from kodbox.reports import supply
from kodbox.reports.supply import DAYS, EXPIRES_SOON, LONG_DAYS, LOW_DAYS, Stock
from tests import people

SWEDEN = ZoneInfo("Europe/Stockholm")
LAST = date(2026, 12, 1)


def stock(left, sent):
    """Return a stock from which devices were dispatched on the last day only."""
    return Stock(left, [LAST - timedelta(days=n) for n in reversed(range(DAYS))], [0] * 27 + [sent])


def test_the_forecast_uses_the_pace_of_four_weeks():
    forecast = stock(left=88, sent=56)
    assert (forecast.per_day, forecast.days_left, forecast.runs_out) == (2.0, 44, date(2027, 1, 14))


@pytest.mark.parametrize(
    ("left", "sent", "days", "is_low", "lasts_long"),
    [
        (0, 0, None, True, False),
        (0, 28, 0, True, False),
        (1, 0, None, False, False),
        (LOW_DAYS - 1, 28, LOW_DAYS - 1, True, False),
        (LOW_DAYS, 28, LOW_DAYS, False, False),
        (LONG_DAYS, 28, LONG_DAYS, False, False),
        (LONG_DAYS + 1, 28, LONG_DAYS + 1, False, True),
    ],
)
def test_a_stock_is_low_below_thirty_days_and_lasts_long_above_a_year(
    left, sent, days, is_low, lasts_long
):
    forecast = stock(left, sent)
    assert (forecast.days_left, forecast.is_low, forecast.lasts_long) == (days, is_low, lasts_long)


@pytest.mark.django_db
def test_devices_are_counted_on_the_swedish_day_of_their_dispatch(astrid):
    people.new_kodbox()
    sent = people.give(astrid).device
    now = datetime(2026, 12, 1, 12, tzinfo=SWEDEN)
    for moment, index in (
        (datetime(2026, 12, 1, 0, tzinfo=SWEDEN), 27),
        (datetime(2026, 11, 30, 23, 59, tzinfo=SWEDEN), 26),
        (datetime(2026, 11, 4, 0, tzinfo=SWEDEN), 0),
    ):
        Device.objects.filter(pk=sent.pk).update(dispatched_at=moment)
        forecast = supply.stock(now)
        assert (forecast.left, forecast.days[index]) == (1, moment.date())
        assert [forecast.dispatched.index(1), sum(forecast.dispatched)] == [index, 1]
    Device.objects.filter(pk=sent.pk).update(dispatched_at=datetime(2026, 11, 3, 23, tzinfo=SWEDEN))
    assert sum(supply.stock(now).dispatched) == 0


@pytest.mark.django_db
def test_held_devices_that_expire_are_counted_with_the_next_expiry(astrid, bo):
    now = timezone.now()
    expired, soon = people.give(astrid), people.give(astrid)
    late, blocked = people.give(bo), people.give(bo)
    first = now + EXPIRES_SOON - timedelta(seconds=1)
    for kodbox, at in ((expired, now), (soon, first), (late, now + EXPIRES_SOON), (blocked, first)):
        Device.objects.filter(pk=kodbox.device.pk).update(expires_at=at)
    people.block(blocked)
    assert blocked.state() == State.BLOCKED
    assert supply.expiring(now) == supply.Expiring(count=2, expired=1, first=first)
