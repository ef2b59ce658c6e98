"""The pause (Spärra kodbox): a customer stops every login and reset until staff lift it.

It is reached by number and password alone, because it can only take away.
"""

import logging
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from accounts.credentials import lockout
from accounts.credentials.lockout import Attempt
from accounts.customers import registry
from accounts.models import Account
from accounts.personnummer import Number
from accounts.sessions import timeouts
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.audit.models import FAILED_PAUSE, Entry
from hembanken.request_context import Actor, context_of
from hembanken.sessions.models import Session
from hembanken.sessions.store import stored_keys

SESSION_KEY = "kodbox_paused"
SHOWN_SECONDS = 120  # how long the session that paused may show what to do now
ALARM_PERIOD = timedelta(hours=1)
log = logging.getLogger(__name__)


class NotPaused(Exception):
    """The customer is not paused."""


def pause_own(request: HttpRequest) -> None:
    """Pause the customer who is logged in.

    The session keeps its key and nothing else, so that a duplicate submission sees the pause.
    Raise UpdateError if the session has been ended in the meantime.
    """
    account_id = request.user.pk
    assert account_id is not None  # noqa: S101 (the page needs a login)
    with audit_log.atomic():
        is_paused = _pause(account_id, stored_keys(request.session.session_key))
        if is_paused:
            audit_log.append(Event.PAUSED, account_id, context_of(request), detail="by login")
        request.session.clear()
        request.session[SESSION_KEY] = True
        request.session.set_expiry(SHOWN_SECONDS)
        timeouts.save(request)
    request.user = AnonymousUser()
    _warn_of_many(is_paused)


def has_just_paused(session: SessionBase) -> bool:
    return SESSION_KEY in session


@sensitive_variables()
def pause_unidentified(number: Number, password: str, attempt: Attempt) -> None:
    """Pause the customer with this number and password, if they are right.

    The response does not reveal whether they were right, and neither do its cost and the count of
    attempts: the pause and the failure are both written, and what is not true is rolled back (S9).
    """
    lockout.spend(attempt)
    account, proof = _identify(number, password)
    account_id = account.pk if account else None
    outcome = lockout.record_failure(attempt)
    reason = f"{FAILED_PAUSE}: {'paused' if proof else 'wrong'}"
    with audit_log.atomic():
        is_paused = _pause(account_id if account_id and proof else uuid4())
        with audit_log.kept_if(is_paused):
            audit_log.append(Event.PAUSED, account_id or uuid4(), attempt.context, detail=proof)
        with audit_log.kept_if(not is_paused):
            events = (Event.PASSWORD_REFUSED, *outcome.events)
            audit_log.append_failure(events, account_id, attempt.context, reason)
    _warn_of_many(is_paused)


def lift(account: Account, actor: Actor) -> None:
    """Lift the pause of a customer whom staff have identified, or raise NotPaused."""
    with audit_log.atomic():
        paused = Account.objects.filter(pk=account.pk, paused_at__isnull=False)
        if not paused.update(paused_at=None):
            raise NotPaused(_("Kunden har ingen paus att häva."))
        audit_log.record(Event.PAUSE_LIFTED, account.pk, actor)


@sensitive_variables()
def _identify(number: Number, password: str) -> tuple[Account | None, str]:
    """Return the customer, and which password this is or an empty text, by two hashes (S9).

    The one from before a reset counts for some days, so that whoever has stolen the kodbox cannot
    take the pause away by a reset.
    """
    account, now = registry.find(number), timezone.now()
    holder = account or Account()
    is_current = check_password(password, holder.password) and not holder.password_has_expired
    is_earlier = check_password(password, holder.earlier_password)
    if is_current:
        return account, "by password"
    is_kept = holder.earlier_until is not None and holder.earlier_until > now
    return account, "by earlier password" if is_earlier and is_kept else ""


def _pause(account_id: UUID, kept_sessions: list[str] | None = None) -> bool:
    """Pause a customer and end the sessions; return False if there is nobody to pause."""
    now = timezone.now()
    customer = Account.objects.filter(pk=account_id, is_staff=False, is_active=True, paused_at=None)
    is_paused = customer.update(paused_at=now, session_epoch=F("session_epoch") + 1)
    sessions = Session.objects.filter(account_id=account_id)
    sessions.exclude(session_key__in=kept_sessions or []).delete()
    return bool(is_paused)


def _warn_of_many(is_paused: bool) -> None:
    """Log an alarm line when many customers have paused within an hour."""
    limit, since = settings.PAUSES_BEFORE_ALARM, timezone.now() - ALARM_PERIOD
    recent = Entry.objects.filter(event=Event.PAUSED, at__gte=since).order_by()[:limit].count()
    if is_paused and recent >= limit:
        log.warning("Many customers pause: at least %s within an hour.", limit)
