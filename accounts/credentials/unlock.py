"""A customer's count of failed attempts, and how staff end a lockout."""

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.customers import registry
from accounts.models import PERMANENTLY, Account, FailedAttempts
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import Actor


class NotLockedOut(Exception):
    """The number is not locked out, or this staff action may not end its lockout."""


def failed_attempts_of(account: Account) -> FailedAttempts:
    """Return the count of the customer's current number, or an unsaved one with no failures."""
    counts = FailedAttempts.objects.filter(key__in=registry.lookup_keys_of_customer(account))
    return counts.order_by("-failures").first() or FailedAttempts()


def end_lockout(account: Account, actor: Actor) -> None:
    """End a temporary lockout, or raise NotLockedOut."""
    _end_lockouts(account, actor, ~Q(locked_until=PERMANENTLY))


def end_permanent_lockout(account: Account, actor: Actor) -> None:
    """End a permanent lockout, as only Säkerhet may (B9), or raise NotLockedOut."""
    _end_lockouts(account, actor, Q(locked_until=PERMANENTLY))


def _end_lockouts(account: Account, actor: Actor, lockouts: Q) -> None:
    counts = FailedAttempts.objects.filter(
        lockouts, key__in=registry.lookup_keys_of_customer(account), failures__gt=0
    )
    with audit_log.atomic():
        if not counts.update(failures=0, locked_until=None):
            raise NotLockedOut(_("Räkningen av fel har ändrats under tiden."))
        audit_log.record(Event.UNLOCKED, account.pk, actor)
