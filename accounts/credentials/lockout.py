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

from accounts.credentials import rate_limits
from accounts.models import PERMANENTLY, FailedAttempts, RateLimitCount
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.db.compiled_queries import CompiledQuery, Parameter, parameter_values, parameters
from hembanken.request_context import RequestContext


@dataclass(frozen=True)
class Attempt:
    """One try at a credential: under which count it falls, and from where it comes.

    `keys` names the count by the current index key and by older ones. `watched` names what else
    stops it, the address and the whole site; nothing else stops a browser known to its customer.
    """

    keys: tuple[bytes, ...]
    context: RequestContext = audit_log.NO_CONTEXT
    rate_limit_keys: tuple[bytes, ...] = ()


class TooManyAttempts(Exception):
    """Attempts are stopped until a moment, or until staff release the number (`until` is None).

    `is_rate_limited` tells that the address or the whole site is stopped, and not this number.
    """

    def __init__(self, until: datetime.datetime, *, is_rate_limited: bool = False) -> None:
        super().__init__("Stopped after too many failed attempts.")
        self.until = None if until == PERMANENTLY else until
        self.is_rate_limited = is_rate_limited


class FailureOutcome(NamedTuple):
    """What a failed attempt led to: whether the page warns, and what the audit log is told."""

    should_warn: bool
    events: tuple[Event, ...]


def _counts_by_key(keys: int) -> QuerySet[FailedAttempts]:
    return FailedAttempts.objects.filter(key__in=parameters(FailedAttempts, "key", keys))


def _spendable_count(rate_limit_keys: int, *_limits: int) -> QuerySet[FailedAttempts]:
    """Return the count of a number, unless it is stopped, or its address or the site is."""
    now = Parameter(FailedAttempts, "locked_until", "now")
    free = Q(locked_until=None) | Q(locked_until__lte=now)
    keys = parameters(RateLimitCount, "key", rate_limit_keys, "rate_limit_key")
    flooded = RateLimitCount.objects.filter(key__in=keys, locked_until__gt=now)
    count = FailedAttempts.objects.filter(free, key=Parameter(FailedAttempts, "key"))
    return count.filter(~Exists(flooded)) if rate_limit_keys else count


def _spend_changes(_watched: int, stops: int, step: int, block: int) -> dict[str, Any]:
    """Return what an attempt changes, with any stop that it begins; stops grow (B7, B10)."""
    *first, last = parameters(FailedAttempts, "locked_until", stops)
    stop = Case(
        When(failures__gte=block - 1, then=Value(PERMANENTLY)),
        *(When(failures=step * place - 1, then=end) for place, end in enumerate(first, start=1)),
        When(Exact((F("failures") + 1) % step, 0), then=last),
        default=Value(None),
        output_field=DateTimeField(),
    )
    now = Parameter(FailedAttempts, "updated_at", "now")
    return {"failures": F("failures") + 1, "locked_until": stop, "updated_at": now}


SPEND = CompiledQuery(_spendable_count, _spend_changes)
REFUND = CompiledQuery(
    lambda keys: _counts_by_key(keys).filter(failures__gt=0),
    lambda _keys: {"failures": F("failures") - 1, "locked_until": None},
)
CLEAR = CompiledQuery(_counts_by_key, lambda _keys: {"failures": 0, "locked_until": None})


def spend(attempt: Attempt) -> None:
    """Take one attempt from the number, or raise TooManyAttempts.

    The stop begins with the attempt that reaches the limit, before that attempt is looked at.
    """
    if _spend_one(attempt):
        return
    _create_count(attempt)
    if not _spend_one(attempt):
        raise _lockout_reason(attempt)


def refund(attempt: Attempt) -> None:
    """Give back the attempt of a right credential, and lift the stop that it began."""
    REFUND.update(len(attempt.keys), **parameter_values("key", attempt.keys))


def clear(attempt: Attempt) -> None:
    """Forget the failures: the customer has proven everything."""
    CLEAR.update(len(attempt.keys), **parameter_values("key", attempt.keys))


def record_failure(attempt: Attempt) -> FailureOutcome:
    """Leave the attempt spent, count it against its address and the site, and say what follows."""
    rate_limits.count_failure(attempt.rate_limit_keys)
    counts = FailedAttempts.objects.filter(key__in=attempt.keys)
    failures = max(counts.values_list("failures", flat=True))
    step, block = settings.ATTEMPTS_BEFORE_LOCKOUT, settings.ATTEMPTS_BEFORE_BLOCK
    is_stop = failures % step == 0 or failures >= block
    events = {
        Event.LOCKED_OUT: is_stop,
        Event.ATTEMPTS_RUNNING_OUT: block - step <= failures < block and is_stop,
    }
    told = tuple(event for event, happened in events.items() if happened)
    return FailureOutcome(failures >= settings.ATTEMPTS_BEFORE_WARNING, told)


def _spend_one(attempt: Attempt) -> bool:
    now, lengths = timezone.now(), settings.LOCKOUT_SECONDS
    step, block = settings.ATTEMPTS_BEFORE_LOCKOUT, settings.ATTEMPTS_BEFORE_BLOCK
    variant = len(attempt.rate_limit_keys), len(lengths), step, block
    ends = [now + datetime.timedelta(seconds=each) for each in lengths]
    moments = {"now": now, **parameter_values("locked_until", ends)}
    rate_limit_keys = parameter_values("rate_limit_key", attempt.rate_limit_keys)
    return bool(SPEND.update(*variant, key=attempt.keys[0], **rate_limit_keys, **moments))


def _create_count(attempt: Attempt) -> None:
    """Make the count of a number, or bring the one here that an older index key has found."""
    key, *older = attempt.keys
    if not any(_adopt(key, old) for old in older):
        FailedAttempts.objects.bulk_create([FailedAttempts(key=key)], ignore_conflicts=True)


def _adopt(key: bytes, old: bytes) -> bool:
    try:
        with audit_log.atomic():
            return bool(FailedAttempts.objects.filter(key=old).update(key=key))
    except IntegrityError:
        return False  # The number has a count by the current key already.


def _lockout_reason(attempt: Attempt) -> TooManyAttempts:
    now = timezone.now()
    counts = FailedAttempts.objects.filter(key__in=attempt.keys, locked_until__gt=now)
    if until := counts.aggregate(last=Max("locked_until"))["last"]:
        return TooManyAttempts(until)
    flood = rate_limits.limited_until(attempt.rate_limit_keys)
    return TooManyAttempts(flood or now, is_rate_limited=flood is not None)
