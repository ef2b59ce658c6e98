"""Writing and reading the audit log."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hembanken.audit import chain, unknown_failures
from hembanken.audit.events import Event
from hembanken.audit.models import Entry
from hembanken.metrics.metrics import AUDIT_LOG_FAULTS, count_events
from hembanken.outbox import outbox
from hembanken.request_context import Actor, RequestContext

NO_CONTEXT = RequestContext()
_waiting: ContextVar[list[Entry] | None] = ContextVar("audit_log_waiting", default=None)


@contextmanager
def atomic() -> Iterator[None]:
    """Run a transaction whose events are written at the end of the outermost such block.

    The heads of the chains are therefore locked last and always in the same order, so that no two
    transactions deadlock. A block that is rolled back leaves no event.
    """
    outer, inner = _waiting.get(), list[Entry]()
    token = _waiting.set(inner)
    try:
        with transaction.atomic():
            yield
            if transaction.get_rollback():
                inner.clear()
            if outer is None:
                _write(inner)
    finally:
        _waiting.reset(token)
    if outer is not None:
        outer.extend(inner)


@contextmanager
def kept_if(condition: bool) -> Iterator[None]:
    """Write the events of the block at once, and roll all back unless the condition holds.

    What has happened and what has not then cost the same (S9). Call it at the end of `atomic`.
    """
    token = _waiting.set(None)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(not condition)
    finally:
        _waiting.reset(token)


def append(
    event: Event,
    account_id: UUID,
    context: RequestContext = NO_CONTEXT,
    *,
    actor_id: UUID | None = None,
    device_serial: str = "",
    detail: str = "",
) -> None:
    """Append an event; call it within the `atomic` block of the change that the event records."""
    entry = _entry(event, account_id, context, detail)
    entry.actor_id, entry.device_serial = actor_id, device_serial
    waiting = _waiting.get()
    if waiting is not None:
        waiting.append(entry)
        return
    with transaction.atomic():
        _write([entry])


def record(event: Event, account_id: UUID, actor: Actor, device_serial: str = "") -> None:
    append(
        event,
        account_id,
        actor.context,
        actor_id=actor.account_id,
        device_serial=device_serial,
        detail=actor.reason,
    )


def append_failure(
    events: Sequence[Event],
    account_id: UUID | None,
    context: RequestContext = NO_CONTEXT,
    detail: str = "",
) -> None:
    """Record a failed attempt: in the chain of a customer, or in the count of unknown numbers.

    Both cases do the same work, so that their duration does not differ (S9): the rows of an unknown
    number are written to a chain of their own and rolled back, and a customer adds 0 to the count.
    """
    chain_id, (first, *others) = account_id or uuid4(), events
    entries = [_entry(first, chain_id, context, detail)]
    entries += [_entry(event, chain_id, context) for event in others]
    with transaction.atomic():
        unknown_failures.add(events, 0 if account_id else 1)
        savepoint = transaction.savepoint_create()
        _write(entries)
        end = transaction.savepoint_commit if account_id else transaction.savepoint_rollback
        end(savepoint)


@AUDIT_LOG_FAULTS.count_exceptions()
def _write(entries: Sequence[Entry]) -> None:
    """Write the notifications of events, then the events themselves.

    Metrics are incremented on commit, also for unknown customers.
    """
    for entry in entries:
        outbox.enqueue(Event(entry.event), entry.account_id, entry.device_serial)
    chain.extend(entries)
    transaction.on_commit(partial(count_events, [entry.event for entry in entries]), robust=True)


def _entry(event: Event, account_id: UUID, context: RequestContext, detail: str = "") -> Entry:
    return Entry(
        at=timezone.now(),
        event=event.value,
        account_id=account_id,
        address=context.address or "",
        browser=context.browser,
        correlation_id=context.correlation_id,
        detail=detail,
    )


def events_of_account(account_id: UUID, limit: int = 20) -> QuerySet[Entry]:
    return Entry.objects.filter(account_id=account_id).order_by("-sequence")[:limit]


def events_of_device(account_id: UUID, serial: str) -> QuerySet[Entry]:
    """Return the account's events about one of its kodboxes, newest first."""
    return Entry.objects.filter(account_id=account_id, device_serial=serial).order_by("-sequence")
