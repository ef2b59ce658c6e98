"""Customers who leave: closed by staff at once, and erased after the retention time."""

import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.customers import registry
from accounts.models import Account, FailedAttempts, Identifier
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.outbox.models import Message
from hembanken.request_context import Actor
from hembanken.sessions.models import Session
from hembanken.staff.models import Proposal
from kodbox import orders, stock
from kodbox.models import Device, State

TAKEN_OUT = (State.DISPATCHED, State.ACTIVE, State.BLOCKED)


class ClosingRefused(Exception):
    """The customer can't be closed or taken back now; the message says why."""


def close(account: Account, actor: Actor) -> None:
    """End what a customer has with the bank, or raise ClosingRefused.

    No password and no kodbox is left to log in with, and no session to go on in.
    """
    with audit_log.atomic():
        moved = Account.objects.filter(pk=account.pk, is_staff=False, is_active=True).update(
            is_active=False,
            closed_at=timezone.now(),
            password=make_password(None),
            temporary_until=None,
            session_epoch=F("session_epoch") + 1,
        )
        if not moved:
            raise ClosingRefused(_("Kunden är redan avslutad."))
        Session.objects.filter(account_id=account.pk).delete()
        for device in Device.objects.filter(owner=account, state__in=TAKEN_OUT):
            stock.take_out_of_use(device, State.RETIRED, actor)
        if order := orders.open_order(account.pk):
            orders.cancel(order, actor)
        audit_log.record(Event.ACCOUNT_CLOSED, account.pk, actor)


def reopen(account: Account, actor: Actor) -> None:
    """Take a customer back who was closed and is not erased, or raise ClosingRefused.

    They need a kodbox, and begin with Skapa nytt lösenord.
    """
    with audit_log.atomic():
        closed = Account.objects.filter(pk=account.pk, closed_at__isnull=False, erased_at=None)
        if not closed.update(is_active=True, closed_at=None):
            raise ClosingRefused(_("Kunden är inte avslutad, eller redan raderad."))
        audit_log.record(Event.ACCOUNT_REOPENED, account.pk, actor)


def erase_due() -> int:
    """Erase the customers whose retention time is over, and return how many.

    Each is a transaction of its own: ended at any moment, the next call goes on.
    """
    limit = timezone.now() - datetime.timedelta(days=settings.RETENTION_DAYS)
    due = Account.objects.filter(closed_at__lte=limit, erased_at=None)
    return sum(_erase(account) for account in due.iterator())


def _erase(account: Account) -> bool:
    """Remove what names a customer; the opaque account stays for the audit log, which verifies."""
    with audit_log.atomic():
        mine = Account.objects.filter(pk=account.pk, closed_at=account.closed_at, erased_at=None)
        moved = mine.update(erased_at=timezone.now(), name="", contact=None, blocked_reason="")
        if moved:
            _remove_rows(account)
            audit_log.append(Event.ACCOUNT_ERASED, account.pk)
    return bool(moved)


def _remove_rows(account: Account) -> None:
    FailedAttempts.objects.filter(key__in=registry.lookup_keys_of_customer(account)).delete()
    Identifier.objects.filter(account=account).delete()
    Message.objects.filter(account_id=account.pk).delete()
    proposals = Proposal.objects.filter(model="accounts.account", row=str(account.pk))
    proposals.update(
        summary=F("action"), arguments={}
    )  # What was proposed, and who decided, stays.
