"""Forecast how long the devices in stock last, and count held devices that expire."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from kodbox.models import HELD, Device, State

DAYS = 28  # whole weeks, so that every weekday counts the same
LOW_DAYS = 30
LONG_DAYS = 365
EXPIRES_SOON = timedelta(days=90)


@dataclass(frozen=True)
class Stock:
    """The number of devices in stock, and the number dispatched on each day, today last."""

    left: int
    days: list[date]
    dispatched: list[int]

    @property
    def per_day(self) -> float:
        return sum(self.dispatched) / len(self.days)

    @property
    def days_left(self) -> int | None:
        """The number of days that the stock lasts, or None if nothing is dispatched."""
        return int(self.left / self.per_day) if self.per_day else None

    @property
    def runs_out(self) -> date:
        return self.days[-1] + timedelta(days=self.days_left or 0)

    @property
    def lasts_long(self) -> bool:
        return self.days_left is not None and self.days_left > LONG_DAYS

    @property
    def is_low(self) -> bool:
        return not self.left or (self.days_left is not None and self.days_left < LOW_DAYS)


@dataclass(frozen=True)
class Expiring:
    """The number of held devices that expire soon or have expired, and the next expiry."""

    count: int
    expired: int
    first: datetime | None


def stock(now: datetime) -> Stock:
    """Return the stock, in two queries."""
    today = timezone.localdate(now)
    days = [today - timedelta(days=ago) for ago in reversed(range(DAYS))]
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    sent = Device.objects.filter(dispatched_at__gte=start - timedelta(days=DAYS - 1))
    by_day = sent.annotate(day=TruncDate("dispatched_at")).values_list("day")
    dispatched = dict(by_day.annotate(count=Count("*")))
    return Stock(
        left=Device.objects.filter(state=State.IN_STOCK).count(),
        days=days,
        dispatched=[dispatched.get(day, 0) for day in days],
    )


def expires_soon(now: datetime) -> dict[str, object]:
    """Return the filter of held devices that expire soon, for a query or a list's URL."""
    return {"state__in": HELD, "expires_at__lt": now + EXPIRES_SOON}


def expiring(now: datetime) -> Expiring:
    """Count the held devices that expire soon, in one query."""
    counts = Device.objects.filter(**expires_soon(now)).aggregate(
        count=Count("*"),
        expired=Count("expires_at", filter=Q(expires_at__lte=now)),
        first=Min("expires_at", filter=Q(expires_at__gt=now)),
    )
    return Expiring(**counts)
