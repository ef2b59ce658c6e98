"""Counting attempts: one count for each typed number, known or not, on every page.

An attempt is spent before anything is compared and given back when it was right, so that guesses
sent at the same time cannot slip past the limit. Only a complete success clears the count.
"""

import datetime

from django.conf import settings
from django.db.models import Case, DateTimeField, F, Q, Value, When
from django.db.models.lookups import Exact
from django.utils import timezone

from accounts.models import AttemptCount

FOR_GOOD = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)


class TooManyAttempts(Exception):
    """The number is stopped until a moment, or until staff release it (`until` is None)."""

    def __init__(self, until: datetime.datetime) -> None:
        super().__init__("The number is stopped after too many failed attempts.")
        self.until = None if until == FOR_GOOD else until


def spend(key: bytes) -> None:
    """Take one attempt from the number, or raise TooManyAttempts.

    The stop begins with the attempt that reaches the limit, before that attempt is looked at.
    """
    if _spend_one(key):
        return
    AttemptCount.objects.bulk_create([AttemptCount(key=key)], ignore_conflicts=True)
    if not _spend_one(key):
        until = AttemptCount.objects.values_list("stopped_until", flat=True).get(key=key)
        raise TooManyAttempts(until or timezone.now())


def refund(key: bytes) -> None:
    """Give back the attempt of a right credential, and lift the stop that it began."""
    AttemptCount.objects.filter(key=key, failures__gt=0).update(
        failures=F("failures") - 1, stopped_until=None
    )


def clear(key: bytes) -> None:
    """Forget the failures: the customer has proven everything."""
    AttemptCount.objects.filter(key=key).update(failures=0, stopped_until=None)


def should_warn(key: bytes) -> bool:
    """Tell whether so many attempts have failed that the page warns of the stop."""
    return AttemptCount.objects.filter(
        key=key, failures__gte=settings.ATTEMPTS_BEFORE_WARNING
    ).exists()


def _spend_one(key: bytes) -> bool:
    now = timezone.now()
    free = Q(stopped_until=None) | Q(stopped_until__lte=now)
    return bool(
        AttemptCount.objects.filter(free, key=key).update(
            failures=F("failures") + 1, stopped_until=_stop_after(now), updated_at=now
        )
    )


def _stop_after(now: datetime.datetime) -> Case:
    """Return when the stop ends that this attempt begins, if it begins one (growing: B7, B10)."""
    step = settings.ATTEMPTS_BEFORE_STOP
    *first, last = (now + datetime.timedelta(seconds=each) for each in settings.STOP_SECONDS)
    return Case(
        When(failures__gte=settings.ATTEMPTS_BEFORE_BLOCK - 1, then=Value(FOR_GOOD)),
        *(
            When(failures=step * round_ - 1, then=Value(until))
            for round_, until in enumerate(first, start=1)
        ),
        When(Exact((F("failures") + 1) % step, 0), then=Value(last)),
        default=Value(None),
        output_field=DateTimeField(),
    )
