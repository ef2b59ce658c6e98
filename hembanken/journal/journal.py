"""Writing and reading the journal."""

import secrets
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from hembanken.journal.events import Event
from hembanken.journal.models import Entry
from hembanken.outbox import outbox
from hembanken.source import Source

NOWHERE = Source()
SHARDS = 16
COUNT_ONE = """
INSERT INTO journal_unknownfailures (hour, shard, event, failures) VALUES (%s, %s, %s, 1)
ON CONFLICT (hour, shard, event)
DO UPDATE SET failures = journal_unknownfailures.failures + 1
"""
FAILURES = (Event.PASSWORD_REFUSED, Event.CODE_REFUSED)


def append(
    event: Event,
    account_id: UUID,
    source: Source = NOWHERE,
    *,
    actor_id: UUID | None = None,
    device_serial: str = "",
    detail: str = "",
) -> None:
    """Add one row; call it in the transaction of what it tells, so that both or neither stand."""
    Entry.objects.create(
        at=timezone.now(),
        event=event,
        account_id=account_id,
        actor_id=actor_id,
        device_serial=device_serial,
        address=source.address,
        browser=source.browser,
        detail=detail,
    )
    outbox.queue(event, account_id, device_serial)


def count_unknown(event: Event) -> None:
    """Count a failure of a number that no customer has, without keeping whose it may be.

    It is one statement, as the row of a customer's failure is (S9).
    """
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT_ONE,
            [
                connection.ops.adapt_datetimefield_value(hour),
                secrets.randbelow(SHARDS),
                event.value,
            ],
        )


def of_account(account_id: UUID, most: int = 20) -> QuerySet[Entry]:
    """Return the account's newest events, newest first."""
    return Entry.objects.filter(account_id=account_id)[:most]


def of_device(account_id: UUID, serial: str) -> QuerySet[Entry]:
    """Return what the account's journal knows of one of its kodboxes, newest first."""
    return Entry.objects.filter(account_id=account_id, device_serial=serial)


def previous_login(account_id: UUID) -> Entry | None:
    """Return the login before the one that the customer is in now."""
    logins = Entry.objects.filter(account_id=account_id, event=Event.LOGIN_COMPLETED)
    return logins[1:2].first()


def failures_since(entry: Entry) -> int:
    """Count the customer's failed attempts after a login (B15)."""
    failures = Entry.objects.filter(account_id=entry.account_id, event__in=FAILURES)
    return failures.filter(id__gt=entry.id).count()
