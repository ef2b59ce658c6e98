"""Counting the failed attempts of unknown numbers by the hour."""

import secrets
from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from hembanken.audit.events import Event

SHARDS = 16
COUNT = """
INSERT INTO audit_unknownfailures (hour, shard, event, failures) VALUES {rows}
ON CONFLICT (hour, shard, event)
DO UPDATE SET failures = audit_unknownfailures.failures + EXCLUDED.failures
"""


def add(events: Sequence[Event], failures: int) -> None:
    """Add to the count of this hour, which is spread over rows to avoid contention."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    row = connection.ops.adapt_datetimefield_value(hour), secrets.randbelow(SHARDS)
    values = [value for event in events for value in (*row, event.value, failures)]
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(rows=", ".join(["(%s, %s, %s, %s)"] * len(events))), values)
