"""A hand at the database with every right: it does what the triggers refuse to everybody else.

A flush refuses an audit log that was not emptied so. Hence no test commits (`transaction=True`):
races are shown by interleaving, and by processes of their own under tests/server.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from hembanken.audit.models import Entry, Head

TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


@contextmanager
def without_triggers() -> Iterator[None]:
    """Let the statements of a block through, whatever the triggers say."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = origin")
            return
        triggers = cursor.execute(TRIGGERS).fetchall()
        for name, _made in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, made in triggers:
            cursor.execute(made)


def empty_audit_log() -> None:
    with without_triggers():
        Entry.objects.all().delete()
        Head.objects.all().delete()
