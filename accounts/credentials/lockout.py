"""Lockout: one count of failed attempts for each typed number, known or not, on all pages.

An attempt is spent before the credential is compared, and refunded if the credential was right.
Guesses sent at the same time therefore cannot slip past the limit. Only a complete login clears
the count.
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
    """One attempt at a credential: the count that it falls under, and where it comes from.

    `keys` names the count, by the current index key first and then by older ones.
    `rate_limit_keys` names the rate limits that apply; a known browser has none.
    """

    keys: tuple[bytes, ...]
    context: RequestContext = audit_log.NO_CONTEXT
    rate_limit_keys: tuple[bytes, ...] = ()


class TooManyAttempts(Exception):
    """The attempt is refused until a moment, or until staff unlock the number (`until` is None).

    `is_rate_limited` is True if a rate limit refuses the attempt and not the number's own lockout.
    """

    def __init__(self, until: datetime.datetime, *, is_rate_limited: bool = False) -> None:
        super().__init__("Refused after too many failed attempts.")
        self.until = None if until == PERMANENTLY else until
        self.is_rate_limited = is_rate_limited


class FailureOutcome(NamedTuple):
    """What follows from a failed attempt: whether the page warns, and events for the audit log."""

    should_warn: bool
    events: tuple[Event, ...]


def spend(attempt: Attempt) -> None:
    """Count an attempt as failed, or raise TooManyAttempts.

    The attempt that reaches the limit begins the lockout before its credential is compared.
    """
    if _spend_one(attempt):
        return
    _create_count(attempt)
    if not _spend_one(attempt):
        raise _refusal(attempt)


def refund(attempt: Attempt) -> None:
    """Take the attempt back from the count, and end a lockout that the attempt began."""
    REFUND.update(len(attempt.keys), **parameter_values("key", attempt.keys))


def clear(attempt: Attempt) -> None:
    """Set the count to zero after a complete login."""
    CLEAR.update(len(attempt.keys), **parameter_values("key", attempt.keys))


def record_failure(attempt: Attempt) -> FailureOutcome:
    """Count a spent attempt against the rate limits too, and return what follows from it."""
    rate_limits.count_failure(attempt.rate_limit_keys)
    counts = FailedAttempts.objects.filter(key__in=attempt.keys)
    failures = max(counts.values_list("failures", flat=True))
    step, permanent = settings.ATTEMPTS_BEFORE_LOCKOUT, settings.ATTEMPTS_BEFORE_PERMANENT_LOCKOUT
    events = []
    if failures % step == 0 or failures >= permanent:
        events.append(Event.LOCKED_OUT)
        if permanent - step <= failures < permanent:
            events.append(Event.ATTEMPTS_RUNNING_OUT)
    return FailureOutcome(failures >= settings.ATTEMPTS_BEFORE_WARNING, tuple(events))


def _counts_by_key(keys: int) -> QuerySet[FailedAttempts]:
    return FailedAttempts.objects.filter(key__in=parameters(FailedAttempts, "key", keys))


def _spendable_count(rate_limit_keys: int, *_limits: int) -> QuerySet[FailedAttempts]:
    """Return the count of a number, unless a lockout or a rate limit refuses the attempt."""
    now = Parameter(FailedAttempts, "locked_until", "now")
    not_locked = Q(locked_until=None) | Q(locked_until__lte=now)
    keys = parameters(RateLimitCount, "key", rate_limit_keys, "rate_limit_key")
    rate_limited = RateLimitCount.objects.filter(key__in=keys, limited_until__gt=now)
    count = FailedAttempts.objects.filter(not_locked, key=Parameter(FailedAttempts, "key"))
    return count.filter(~Exists(rate_limited)) if rate_limit_keys else count


def _spend_changes(
    _rate_limit_keys: int, lockouts: int, step: int, permanent: int
) -> dict[str, Any]:
    """Return the changes that an attempt makes, with any lockout; lockouts grow (B7, B10)."""
    *first, last = parameters(FailedAttempts, "locked_until", lockouts)
    locked_until = Case(
        When(failures__gte=permanent - 1, then=Value(PERMANENTLY)),
        *(When(failures=step * number - 1, then=end) for number, end in enumerate(first, start=1)),
        When(Exact((F("failures") + 1) % step, 0), then=last),
        default=Value(None),
        output_field=DateTimeField(),
    )
    now = Parameter(FailedAttempts, "updated_at", "now")
    return {"failures": F("failures") + 1, "locked_until": locked_until, "updated_at": now}


SPEND = CompiledQuery(_spendable_count, _spend_changes)
REFUND = CompiledQuery(
    lambda keys: _counts_by_key(keys).filter(failures__gt=0),
    lambda _keys: {"failures": F("failures") - 1, "locked_until": None},
)
CLEAR = CompiledQuery(_counts_by_key, lambda _keys: {"failures": 0, "locked_until": None})


def _spend_one(attempt: Attempt) -> bool:
    now, lengths = timezone.now(), settings.LOCKOUT_SECONDS
    step, permanent = settings.ATTEMPTS_BEFORE_LOCKOUT, settings.ATTEMPTS_BEFORE_PERMANENT_LOCKOUT
    variant = len(attempt.rate_limit_keys), len(lengths), step, permanent
    ends = [now + datetime.timedelta(seconds=length) for length in lengths]
    moments = {"now": now, **parameter_values("locked_until", ends)}
    rate_limit_keys = parameter_values("rate_limit_key", attempt.rate_limit_keys)
    return bool(SPEND.update(*variant, key=attempt.keys[0], **rate_limit_keys, **moments))


def _create_count(attempt: Attempt) -> None:
    key, *older_keys = attempt.keys
    if not any(_move_count(older, key) for older in older_keys):
        FailedAttempts.objects.bulk_create([FailedAttempts(key=key)], ignore_conflicts=True)


def _move_count(older: bytes, key: bytes) -> bool:
    try:
        with audit_log.atomic():
            return bool(FailedAttempts.objects.filter(key=older).update(key=key))
    except IntegrityError:
        return False  # The number already has a count under the current key.


def _refusal(attempt: Attempt) -> TooManyAttempts:
    now = timezone.now()
    counts = FailedAttempts.objects.filter(key__in=attempt.keys, locked_until__gt=now)
    if until := counts.aggregate(last=Max("locked_until"))["last"]:
        return TooManyAttempts(until)
    limited_until = rate_limits.limited_until(attempt.rate_limit_keys)
    return TooManyAttempts(limited_until or now, is_rate_limited=limited_until is not None)
