"""A hand at the database with every right: it does what the triggers refuse to everybody else.

A test with transactions of its own (`django_db(transaction=True)`) leaves its rows to be flushed,
which a journal refuses: it ends with `empty_journal`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from hembanken.journal.models import Entry, Head

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


def empty_journal() -> None:
    with without_triggers():
        Entry.objects.all().delete()
        Head.objects.all().delete()
