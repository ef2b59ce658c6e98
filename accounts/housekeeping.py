"""Removing what has had its time; each removal is one statement with its own condition."""

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

ATTEMPTS_KEPT = timedelta(days=30)  # of numbers that no customer has, and of addresses
COUNTS_KEPT = timedelta(days=90)


def remove_what_is_over() -> Iterator[tuple[str, int]]:
    """Yield what was removed and how many of it."""
    now = timezone.now()
    expired = Account.objects.filter(temporary_until__lte=now)
    yield (
        "expired temporary passwords",
        expired.update(password=make_password(None), temporary_until=None),
    )
    known = Identifier.objects.filter(index=OuterRef("key"))
    over = Q(locked_until=None) | Q(locked_until__lte=now)
    forgotten = FailedAttempts.objects.filter(
        over, ~Exists(known), updated_at__lte=now - ATTEMPTS_KEPT
    )
    yield "attempts for numbers that no customer has", forgotten.delete()[0]
    ended = RateLimitCount.objects.filter(over, since__lte=now - ATTEMPTS_KEPT)
    yield "failures counted by address", ended.delete()[0]
    old_counts = UnknownFailures.objects.filter(hour__lte=now - COUNTS_KEPT)
    yield "hourly counts of such attempts", old_counts.delete()[0]
    yield "kodboxes of retired batches, taken out of use", recall.move_devices()
    yield "customers whose retention time was over", closing.erase_due()
    yield "sessions that have ended", Session.objects.filter(expire_date__lte=now).delete()[0]
