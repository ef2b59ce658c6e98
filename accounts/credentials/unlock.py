"""The count of a customer's failed attempts, and staff who release a number that is stopped."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.customers import registry
from accounts.models import PERMANENTLY, Account, FailedAttempts
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import Actor


class NotLockedOut(Exception):
    """There is nothing to release, or not by this act; the message says so."""


def failed_attempts_of(account: Account) -> FailedAttempts:
    """Return the count of the number that names a customer today; an empty one before it fails."""
    counts = FailedAttempts.objects.filter(key__in=registry.lookup_keys_of_customer(account))
    return counts.order_by("-failures").first() or FailedAttempts()


def unlock(account: Account, actor: Actor) -> None:
    """Let a number that is stopped for a time try again, its customer having been identified."""
    _unlock(account, actor, ~Q(locked_until=PERMANENTLY))


def unlock_permanent(account: Account, actor: Actor) -> None:
    """Let a number try again that only Säkerhet may release (B9), or raise NotLockedOut."""
    _unlock(account, actor, Q(locked_until=PERMANENTLY))


def _unlock(account: Account, actor: Actor, stopped: Q) -> None:
    counts = FailedAttempts.objects.filter(
        stopped, key__in=registry.lookup_keys_of_customer(account), failures__gt=0
    )
    with audit_log.atomic():
        if not counts.update(failures=0, locked_until=None):
            raise NotLockedOut(_("Räkningen av fel har ändrats under tiden."))
        audit_log.record(Event.UNLOCKED, account.pk, actor)
