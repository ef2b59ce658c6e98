"""Changes to the audit log that its triggers refuse, as an attacker with all rights makes them.

The triggers also refuse a flush of the database. No test therefore commits (`transaction=True`):
races are tested by interleaving, and by separate processes under tests/server.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from hembanken.audit.models import Entry, Head

TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


@contextmanager
def without_triggers() -> Iterator[None]:
    """Run a block without the database's triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = origin")
            return
        triggers = cursor.execute(TRIGGERS).fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, sql in triggers:
            cursor.execute(sql)


def empty_audit_log() -> None:
    with without_triggers():
        Entry.objects.all().delete()
        Head.objects.all().delete()
