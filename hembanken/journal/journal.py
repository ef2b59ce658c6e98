"""Writing and reading the journal."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from hembanken.journal import chain
from hembanken.journal.events import Event
from hembanken.journal.models import Entry
from hembanken.source import Source

NOWHERE = Source()
SHARDS = 16
COUNT = """
INSERT INTO journal_unknownfailures (hour, shard, event, failures) VALUES %s
ON CONFLICT (hour, shard, event)
DO UPDATE SET failures = journal_unknownfailures.failures + EXCLUDED.failures
RETURNING failures
"""
FAILURES = (Event.PASSWORD_REFUSED, Event.CODE_REFUSED)
_waiting: ContextVar[list[Entry] | None] = ContextVar("journal_waiting", default=None)


@contextmanager
def atomic() -> Iterator[None]:
    """Run a transaction whose events are written at the end of the outermost such block.

    The heads of the chains are so the last rows that it locks, always in the same order: no two
    transactions wait for each other. What is rolled back leaves no event.
    """
    outer, mine = _waiting.get(), list[Entry]()
    token = _waiting.set(mine)
    try:
        with transaction.atomic():
            yield
            if transaction.get_rollback():
                mine.clear()
            if outer is None:
                chain.extend(mine)
    finally:
        _waiting.reset(token)
    if outer is not None:
        outer.extend(mine)


def append(
    event: Event,
    account_id: UUID,
    source: Source = NOWHERE,
    *,
    actor_id: UUID | None = None,
    device_serial: str = "",
    detail: str = "",
) -> None:
    """Add one row; call it in the `atomic` of what it tells, so that both or neither stand."""
    entry = Entry(
        at=timezone.now(),
        event=event.value,
        account_id=account_id,
        actor_id=actor_id,
        device_serial=device_serial,
        address=source.address or "",
        browser=source.browser,
        interaction=source.interaction,
        detail=detail,
    )
    waiting = _waiting.get()
    if waiting is not None:
        waiting.append(entry)
        return
    with transaction.atomic():
        chain.extend([entry])


def count_unknown(*events: Event) -> None:
    """Count what a number that no customer has led to, without keeping whose it may be.

    It writes three times, once to count and twice for nothing, since a customer's failure writes
    head, row and head: the time must not tell the two apart (S9).
    """
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    row = [connection.ops.adapt_datetimefield_value(hour), secrets.randbelow(SHARDS)]
    with transaction.atomic(), connection.cursor() as cursor:
        for failures in (1, 0, 0):
            counted = [each for event in events for each in (*row, event.value, failures)]
            cursor.execute(COUNT % ", ".join(["(%s, %s, %s, %s)"] * len(events)), counted)
            cursor.fetchall()


def of_account(account_id: UUID, most: int = 20) -> QuerySet[Entry]:
    """Return the account's newest events, newest first."""
    return Entry.objects.filter(account_id=account_id).order_by("-sequence")[:most]


def of_device(account_id: UUID, serial: str) -> QuerySet[Entry]:
    """Return what the account's journal knows of one of its kodboxes, newest first."""
    known = Entry.objects.filter(account_id=account_id, device_serial=serial)
    return known.order_by("-sequence")


def previous_login(account_id: UUID) -> Entry | None:
    """Return the login before the one that the customer is in now."""
    logins = Entry.objects.filter(account_id=account_id, event=Event.LOGIN_COMPLETED)
    return logins.order_by("-sequence")[1:2].first()


def failures_since(entry: Entry) -> int:
    """Count the customer's failed attempts after a login (B15)."""
    failures = Entry.objects.filter(account_id=entry.account_id, event__in=FAILURES)
    return failures.filter(sequence__gt=entry.sequence).count()
