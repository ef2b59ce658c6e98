"""Counting attempts: one count for each typed number, known or not, on every page.

An attempt is spent before anything is compared and given back when it was right, so that guesses
sent at the same time cannot slip past the limit. Only a complete success clears the count.
"""

import datetime
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Case, DateTimeField, Exists, F, Max, Q, QuerySet, Value, When
from django.db.models.lookups import Exact
from django.utils import timezone

from accounts import floods
from accounts.models import FOR_GOOD, AttemptCount, FailureCount
from hembanken.journal import journal
from hembanken.journal.events import Event
from hembanken.prepared import Slot, Statement, numbered, slots
from hembanken.source import Source


@dataclass(frozen=True)
class Attempt:
    """One try at a credential: under which count it falls, and from where it comes.

    `keys` names the count by the current index key and by older ones. `watched` names what else
    stops it, the address and the whole site; nothing else stops a browser known to its customer.
    """

    keys: tuple[bytes, ...]
    source: Source = journal.NOWHERE
    watched: tuple[bytes, ...] = ()


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


def _counts(keys: int) -> QuerySet[AttemptCount]:
    return AttemptCount.objects.filter(key__in=slots(AttemptCount, "key", keys))


def _spendable(watched: int, *_limits: int) -> QuerySet[AttemptCount]:
    """Return the count of a number, unless it is stopped, or its address or the site is."""
    now = Slot(AttemptCount, "stopped_until", "now")
    free = Q(stopped_until=None) | Q(stopped_until__lte=now)
    keys = slots(FailureCount, "key", watched, "watched")
    flooded = FailureCount.objects.filter(key__in=keys, stopped_until__gt=now)
    count = AttemptCount.objects.filter(free, key=Slot(AttemptCount, "key"))
    return count.filter(~Exists(flooded)) if watched else count


def _spent(_watched: int, stops: int, step: int, block: int) -> dict[str, Any]:
    """Return what an attempt changes, with any stop that it begins; stops grow (B7, B10)."""
    *first, last = slots(AttemptCount, "stopped_until", stops)
    stop = Case(
        When(failures__gte=block - 1, then=Value(FOR_GOOD)),
        *(When(failures=step * place - 1, then=end) for place, end in enumerate(first, start=1)),
        When(Exact((F("failures") + 1) % step, 0), then=last),
        default=Value(None),
        output_field=DateTimeField(),
    )
    now = Slot(AttemptCount, "updated_at", "now")
    return {"failures": F("failures") + 1, "stopped_until": stop, "updated_at": now}


SPEND = Statement(_spendable, _spent)
REFUND = Statement(
    lambda keys: _counts(keys).filter(failures__gt=0),
    lambda _keys: {"failures": F("failures") - 1, "stopped_until": None},
)
CLEAR = Statement(_counts, lambda _keys: {"failures": 0, "stopped_until": None})


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
    REFUND.update(len(attempt.keys), **numbered("key", attempt.keys))


def clear(attempt: Attempt) -> None:
    """Forget the failures: the customer has proven everything."""
    CLEAR.update(len(attempt.keys), **numbered("key", attempt.keys))


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


def _spend_one(attempt: Attempt) -> bool:
    now, lengths = timezone.now(), settings.STOP_SECONDS
    step, block = settings.ATTEMPTS_BEFORE_STOP, settings.ATTEMPTS_BEFORE_BLOCK
    variant = len(attempt.watched), len(lengths), step, block
    ends = [now + datetime.timedelta(seconds=each) for each in lengths]
    moments = {"now": now, **numbered("stopped_until", ends)}
    watched = numbered("watched", attempt.watched)
    return bool(SPEND.update(*variant, key=attempt.keys[0], **watched, **moments))


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
