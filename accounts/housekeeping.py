"""Remove expired rows, each kind by one statement with its own condition."""

from collections.abc import Iterator
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.customers import closing
from accounts.models import Account, FailedAttempts, Identifier, RateLimitCount
from hembanken.audit.models import UnknownFailures
from hembanken.sessions.models import Session
from kodbox import recall

ATTEMPTS_RETENTION = timedelta(days=30)  # of unknown numbers, and of addresses
COUNTS_RETENTION = timedelta(days=90)


def remove_expired() -> Iterator[tuple[str, int]]:
    """Remove expired rows, and yield a description of each kind and the number removed."""
    now = timezone.now()
    expired = Account.objects.filter(temporary_until__lte=now)
    removed = expired.update(password=make_password(None), temporary_until=None)
    yield "expired temporary passwords", removed
    # A pause keeps it, because staff are told of a new password when the customer calls.
    earlier = Account.objects.filter(earlier_until__lte=now, paused_at=None)
    removed = earlier.update(earlier_password="", earlier_until=None)
    yield "passwords from before a reset", removed
    known = Identifier.objects.filter(index=OuterRef("key"))
    not_locked = Q(locked_until=None) | Q(locked_until__lte=now)
    unknown = FailedAttempts.objects.filter(
        not_locked, ~Exists(known), updated_at__lte=now - ATTEMPTS_RETENTION
    )
    yield "attempts for unknown numbers", unknown.delete()[0]
    not_limited = Q(limited_until=None) | Q(limited_until__lte=now)
    by_address = RateLimitCount.objects.filter(not_limited, since__lte=now - ATTEMPTS_RETENTION)
    yield "failures counted by address", by_address.delete()[0]
    old_counts = UnknownFailures.objects.filter(hour__lte=now - COUNTS_RETENTION)
    yield "hourly counts of failures of unknown numbers", old_counts.delete()[0]
    yield "kodboxes of retired batches, taken out of use", recall.move_devices()
    yield "closed customers after their retention time, erased", closing.erase_due()
    yield "expired sessions", Session.objects.filter(expire_date__lte=now).delete()[0]
