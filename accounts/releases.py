"""The count of a customer's failed attempts, and staff who release a number that is stopped."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import customers
from accounts.models import FOR_GOOD, Account, AttemptCount
from hembanken.journal import journal
from hembanken.journal.events import Event
from hembanken.source import Act


class NotStopped(Exception):
    """There is nothing to release, or not by this act; the message says so."""


def count_of(account: Account) -> AttemptCount:
    """Return the count of the number that names a customer today; an empty one before it fails."""
    counts = AttemptCount.objects.filter(key__in=customers.keys_of_customer(account))
    return counts.order_by("-failures").first() or AttemptCount()


def release(account: Account, act: Act) -> None:
    """Let a number that is stopped for a time try again, its customer having been identified."""
    _release(account, act, ~Q(stopped_until=FOR_GOOD))


def release_for_good(account: Account, act: Act) -> None:
    """Let a number try again that only Säkerhet may release (B9), or raise NotStopped."""
    _release(account, act, Q(stopped_until=FOR_GOOD))


def _release(account: Account, act: Act, stopped: Q) -> None:
    counts = AttemptCount.objects.filter(
        stopped, key__in=customers.keys_of_customer(account), failures__gt=0
    )
    with journal.atomic():
        if not counts.update(failures=0, stopped_until=None):
            raise NotStopped(_("Räkningen av fel har ändrats under tiden."))
        journal.record(Event.STOP_RELEASED, account.pk, act)
