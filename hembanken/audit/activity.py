"""The security events of the last day by the hour: logins, failures and lockouts, without names."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Sum
from django.db.models.functions import TruncHour

from hembanken.audit.events import Event
from hembanken.audit.models import FAILURE_EVENTS, FAILURES, Entry, UnknownFailures

HOURS = 24
HOUR = TruncHour("at", tzinfo=UTC)
Counts = Counter[tuple[datetime, str]]


@dataclass(frozen=True)
class Activity:
    """One figure for each hour; the last hour is the current one."""

    hours: list[datetime]
    logins: list[int]
    known_failures: list[int]
    unknown_failures: list[int]
    lockouts: list[int]


def last_day(now: datetime) -> Activity:
    """Return the activity of the last 24 hours, by three queries that each read a small index."""
    last = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    hours = [last - timedelta(hours=ago) for ago in reversed(range(HOURS))]
    logins, known, unknown = _logins(hours[0]), _known(hours[0]), _unknown(hours[0])

    def figures(counts: Counts, *events: Event) -> list[int]:
        return [sum(counts[hour, event] for event in events) for hour in hours]

    return Activity(
        hours=hours,
        logins=[logins[hour] for hour in hours],
        known_failures=figures(known, *FAILURES),
        unknown_failures=figures(unknown, *FAILURES),
        lockouts=figures(known + unknown, Event.LOCKED_OUT),
    )


def _logins(start: datetime) -> Counter[datetime]:
    logins = Entry.objects.filter(event=Event.LOGIN_COMPLETED, at__gte=start).order_by()
    return Counter(dict(logins.values_list(HOUR).annotate(count=Count("*"))))


def _known(start: datetime) -> Counts:
    failures = Entry.objects.filter(event__in=FAILURE_EVENTS, at__gte=start).order_by()
    return _counter(failures.values_list(HOUR, "event").annotate(count=Count("*")))


def _unknown(start: datetime) -> Counts:
    rows = UnknownFailures.objects.filter(hour__gte=start).values_list("hour", "event")
    return _counter(rows.annotate(count=Sum("failures")))


def _counter(rows: Iterable[tuple[datetime, str, int]]) -> Counts:
    return Counter({(hour, event): count for hour, event, count in rows})
