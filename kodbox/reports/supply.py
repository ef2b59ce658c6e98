"""How long the kodboxes last: those in stock at today's pace, and those in hand that expire."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from kodbox.models import HELD, Device, State

DAYS = 28  # four whole weeks, so that no weekday counts more than another
LOW_DAYS = 30
LONG_DAYS = 365
EXPIRES_SOON = timedelta(days=90)


@dataclass(frozen=True)
class Stock:
    """The boxes in stock, and how many went out on each of the last days, today last."""

    left: int
    days: list[date]
    went_out: list[int]

    @property
    def per_day(self) -> float:
        return sum(self.went_out) / len(self.days)

    @property
    def days_left(self) -> int | None:
        """For how many days the stock lasts at this pace; None when nothing goes out."""
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
    """The boxes in hand whose time is up soon, or is already, and the next day on which one is."""

    count: int
    expired: int
    first: datetime | None


def stock(now: datetime) -> Stock:
    """Count by two statements."""
    today = timezone.localdate(now)
    days = [today - timedelta(days=ago) for ago in reversed(range(DAYS))]
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    sent = Device.objects.filter(dispatched_at__gte=start - timedelta(days=DAYS - 1))
    by_day = (
        sent.annotate(day=TruncDate("dispatched_at")).values_list("day").annotate(count=Count("*"))
    )
    went_out = dict(by_day)
    return Stock(
        left=Device.objects.filter(state=State.IN_STOCK).count(),
        days=days,
        went_out=[went_out.get(day, 0) for day in days],
    )


def expiring_by(now: datetime) -> dict[str, object]:
    """Say which boxes will have expired, in the words of a filter."""
    return {"state__in": HELD, "expires_at__lt": now + EXPIRES_SOON}


def expiring(now: datetime) -> Expiring:
    """Count by one statement."""
    found = Device.objects.filter(**expiring_by(now)).aggregate(
        count=Count("*"),
        expired=Count("expires_at", filter=Q(expires_at__lte=now)),
        first=Min("expires_at", filter=Q(expires_at__gt=now)),
    )
    return Expiring(**found)
