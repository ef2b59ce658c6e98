"""Counting attempts: one count for each typed number, known or not, on every page.

An attempt is spent before anything is compared and given back when it was right, so that guesses
sent at the same time cannot slip past the limit. Only a complete success clears the count.
"""

import datetime
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Case, DateTimeField, Exists, F, Max, Q, Value, When
from django.db.models.lookups import Exact
from django.utils import timezone

from accounts import floods
from accounts.models import AttemptCount, FailureCount
from hembanken.journal import journal
from hembanken.journal.events import Event
from hembanken.source import Source

FOR_GOOD = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Attempt:
    """One try at a credential: under which count it falls, and from where it comes.

    `keys` names the count by the current index key and by older ones. `watched` names what else
    stops it, the address and the whole site; nothing else stops a browser known to its customer.
    """

    keys: tuple[bytes, ...]
    source: Source = journal.NOWHERE
    watched: tuple[bytes, ...] = ()

    @property
    def key(self) -> bytes:
        return self.keys[0]


class TooManyAttempts(Exception):
    """Attempts are stopped until a moment, or until staff release the number (`until` is None).

    `is_flood` tells that the address or the whole site is stopped, and not this number.
    """

    def __init__(self, until: datetime.datetime, *, is_flood: bool = False) -> None:
        super().__init__("Stopped after too many failed attempts.")
        self.until = None if until == FOR_GOOD else until
        self.is_flood = is_flood


class Standing(NamedTuple):
    """What a failed attempt led to: whether the page warns, and what the journal is told."""

    should_warn: bool
    events: tuple[Event, ...]


def spend(attempt: Attempt) -> None:
    """Take one attempt from the number, or raise TooManyAttempts.

    The stop begins with the attempt that reaches the limit, before that attempt is looked at.
    """
    if _spend_one(attempt):
        return
    _begin(attempt)
    if not _spend_one(attempt):
        raise _why_stopped(attempt)


def refund(attempt: Attempt) -> None:
    """Give back the attempt of a right credential, and lift the stop that it began."""
    AttemptCount.objects.filter(key__in=attempt.keys, failures__gt=0).update(
        failures=F("failures") - 1, stopped_until=None
    )


def clear(attempt: Attempt) -> None:
    """Forget the failures: the customer has proven everything."""
    AttemptCount.objects.filter(key__in=attempt.keys).update(failures=0, stopped_until=None)


def fail(attempt: Attempt) -> Standing:
    """Leave the attempt spent, count it against its address and the site, and say what follows."""
    floods.count(attempt.watched)
    counts = AttemptCount.objects.filter(key__in=attempt.keys)
    failures = max(counts.values_list("failures", flat=True))
    step, block = settings.ATTEMPTS_BEFORE_STOP, settings.ATTEMPTS_BEFORE_BLOCK
    is_stop = failures % step == 0 or failures >= block
    events = {
        Event.STOPPED: is_stop,
        Event.ATTEMPTS_RUNNING_OUT: block - step <= failures < block and is_stop,
    }
    told = tuple(event for event, happened in events.items() if happened)
    return Standing(failures >= settings.ATTEMPTS_BEFORE_WARNING, told)


def release(keys: tuple[bytes, ...], account_id: UUID, by: UUID, why: str) -> None:
    """Let a stopped number try again, its customer having been identified (B9)."""
    with journal.atomic():
        AttemptCount.objects.filter(key__in=keys).update(failures=0, stopped_until=None)
        journal.append(Event.STOP_RELEASED, account_id, actor_id=by, detail=why)


def _spend_one(attempt: Attempt) -> bool:
    now = timezone.now()
    free = Q(stopped_until=None) | Q(stopped_until__lte=now)
    flooded = FailureCount.objects.filter(key__in=attempt.watched, stopped_until__gt=now)
    spendable = AttemptCount.objects.filter(free, key=attempt.key)
    if attempt.watched:
        spendable = spendable.filter(~Exists(flooded))
    return bool(
        spendable.update(failures=F("failures") + 1, stopped_until=_stop_after(now), updated_at=now)
    )


def _begin(attempt: Attempt) -> None:
    """Make the count of a number, or bring the one here that an older index key has found."""
    key, *older = attempt.keys
    if not any(_adopt(key, old) for old in older):
        AttemptCount.objects.bulk_create([AttemptCount(key=key)], ignore_conflicts=True)


def _adopt(key: bytes, old: bytes) -> bool:
    try:
        with journal.atomic():
            return bool(AttemptCount.objects.filter(key=old).update(key=key))
    except IntegrityError:
        return False  # The number has a count by the current key already.


def _why_stopped(attempt: Attempt) -> TooManyAttempts:
    now = timezone.now()
    counts = AttemptCount.objects.filter(key__in=attempt.keys, stopped_until__gt=now)
    if until := counts.aggregate(last=Max("stopped_until"))["last"]:
        return TooManyAttempts(until)
    flood = floods.until(attempt.watched)
    return TooManyAttempts(flood or now, is_flood=flood is not None)


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
