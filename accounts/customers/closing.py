"""Offboarding: close customers, reopen them, and erase them after the retention time."""

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

WITH_CUSTOMER = (State.DISPATCHED, State.ACTIVE, State.BLOCKED)  # held, or blocked


class ClosingRefused(Exception):
    """The customer cannot be closed or reopened now; the message says why."""


def close(account: Account, actor: Actor) -> None:
    """Close a customer, or raise ClosingRefused.

    The password, the kodboxes and the sessions stop working at once.
    """
    with audit_log.atomic():
        open_account = Account.objects.filter(pk=account.pk, is_staff=False, is_active=True)
        if not open_account.update(
            is_active=False,
            closed_at=timezone.now(),
            password=make_password(None),
            temporary_until=None,
            earlier_password="",
            earlier_until=None,
            session_epoch=F("session_epoch") + 1,
        ):
            raise ClosingRefused(_("Kunden är redan avslutad."))
        Session.objects.filter(account_id=account.pk).delete()
        for device in Device.objects.filter(owner=account, state__in=WITH_CUSTOMER):
            stock.take_out_of_use(device, State.RETIRED, actor)
        if order := orders.open_order(account.pk):
            orders.cancel(order, actor)
        audit_log.record(Event.ACCOUNT_CLOSED, account.pk, actor)


def reopen(account: Account, actor: Actor) -> None:
    """Reopen a closed customer who is not erased, or raise ClosingRefused.

    The customer needs a new kodbox, and creates a new password.
    """
    with audit_log.atomic():
        closed = Account.objects.filter(pk=account.pk, closed_at__isnull=False, erased_at=None)
        if not closed.update(is_active=True, closed_at=None):
            raise ClosingRefused(_("Kunden är inte avslutad, eller redan raderad."))
        audit_log.record(Event.ACCOUNT_REOPENED, account.pk, actor)


def erase_due() -> int:
    """Erase the customers whose retention time is over, and return their number.

    Each customer is one transaction: if the call is interrupted, the next call continues.
    """
    limit = timezone.now() - datetime.timedelta(days=settings.RETENTION_DAYS)
    due = Account.objects.filter(closed_at__lte=limit, erased_at=None)
    return sum(_erase(account) for account in due.iterator())


def _erase(account: Account) -> bool:
    """Remove the customer's personal data; the account's id stays, so the audit log verifies."""
    with audit_log.atomic():
        due = Account.objects.filter(pk=account.pk, closed_at=account.closed_at, erased_at=None)
        if not due.update(erased_at=timezone.now(), name="", contact=None, blocked_reason=""):
            return False
        _remove_rows(account)
        audit_log.append(Event.ACCOUNT_ERASED, account.pk)
        return True


def _remove_rows(account: Account) -> None:
    """Remove the customer's rows in other tables; a proposal keeps its action and its decision."""
    FailedAttempts.objects.filter(key__in=registry.lookup_keys_of_customer(account)).delete()
    Identifier.objects.filter(account=account).delete()
    Message.objects.filter(account_id=account.pk).delete()
    proposals = Proposal.objects.filter(model="accounts.account", row=str(account.pk))
    proposals.update(summary=F("action"), arguments={})
