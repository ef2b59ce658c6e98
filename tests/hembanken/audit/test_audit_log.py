"""Writing the audit log: append-only, atomic, one chain for each account."""

import re
import uuid
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.audit.models import Entry, Head, UnknownFailures
from tests import by_hand

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[3]
# SQLite has no TRUNCATE: it empties a table by a DELETE of every row.
WIPE = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
ANNA, BRITA = uuid.UUID(int=1), uuid.UUID(int=2)


class Failure(Exception):
    """An exception in the middle of a transaction."""


def logged(account_id=ANNA):
    entries = Entry.objects.filter(account_id=account_id).order_by("sequence")
    return [(entry.sequence, entry.event) for entry in entries]


@audit_log.atomic()
def append_and_fail():
    audit_log.append(Event.LOGIN_COMPLETED, ANNA)
    raise Failure


@pytest.mark.row("I3")
@pytest.mark.parametrize("model", [Entry, Head])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET sequence = sequence - 1",
        "UPDATE {} SET account_id = '00000000000000000000000000000009'",
        "DELETE FROM {}",
    ],
)
def test_the_database_refuses_to_change_or_delete_a_row(model, statement):
    audit_log.append(Event.LOGGED_OUT, ANNA)
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement.format(model._meta.db_table))


@pytest.mark.row("I3")
@pytest.mark.parametrize("model", [Entry, Head])
def test_the_database_truncates_the_audit_log_only_while_it_is_empty(model):
    with connection.cursor() as cursor:
        cursor.execute(f"{WIPE} {model._meta.db_table}")
        audit_log.append(Event.LOGGED_OUT, ANNA)
        with pytest.raises(IntegrityError, match="append-only"):
            cursor.execute(f"{WIPE} {model._meta.db_table}")


def test_a_flush_is_refused_until_the_audit_log_is_emptied():
    audit_log.append(Event.LOGGED_OUT, ANNA)
    with pytest.raises(CommandError), transaction.atomic():
        call_command("flush", interactive=False, verbosity=0)
    by_hand.empty_audit_log()
    call_command("flush", interactive=False, verbosity=0)


def test_all_events_are_written_by_three_inserts_at_the_end_of_the_outermost_block():
    with CaptureQueriesContext(connection) as queries, audit_log.atomic():
        for event in (Event.CONNECTED, Event.LOGIN_COMPLETED, Event.LOGGED_OUT):
            audit_log.append(event, ANNA)
            with audit_log.atomic():
                audit_log.append(event, BRITA)
        UnknownFailures.objects.count()
    kinds = [query["sql"].split()[0] for query in queries]
    assert kinds[-5:-1] == ["SELECT", "INSERT", "INSERT", "INSERT"]
    assert kinds.count("INSERT") == 3
    expected = [(1, Event.CONNECTED), (2, Event.LOGIN_COMPLETED), (3, Event.LOGGED_OUT)]
    assert logged() == logged(BRITA) == expected


def test_heads_are_locked_in_the_order_of_accounts():
    with CaptureQueriesContext(connection) as queries, audit_log.atomic():
        audit_log.append(Event.LOGGED_OUT, BRITA)
        audit_log.append(Event.LOGGED_OUT, ANNA)
    [lock] = [query["sql"] for query in queries if "RETURNING" in query["sql"]]
    assert lock.index("00001") < lock.index("00002")


def test_a_block_that_is_rolled_back_leaves_no_event():
    with pytest.raises(Failure):
        append_and_fail()
    with audit_log.atomic():
        audit_log.append(Event.LOGGED_OUT, ANNA)
        transaction.set_rollback(True)
    assert logged() == []
    audit_log.append(Event.LOGGED_OUT, ANNA)
    assert logged() == [(1, Event.LOGGED_OUT)]


def test_a_nested_block_that_is_rolled_back_loses_only_its_own_events():
    audit_log.append(Event.CODE_REFUSED, ANNA)
    with audit_log.atomic():
        audit_log.append(Event.CONNECTED, ANNA)
        with pytest.raises(Failure):
            append_and_fail()
        with audit_log.atomic():
            audit_log.append(Event.LOGIN_COMPLETED, ANNA)
            transaction.set_rollback(True)
        audit_log.append(Event.LOGGED_OUT, ANNA)
    assert logged() == [(1, Event.CODE_REFUSED), (2, Event.CONNECTED), (3, Event.LOGGED_OUT)]


def test_each_failure_of_an_unknown_number_is_counted():
    for _ in range(5):
        audit_log.append_failure([Event.PASSWORD_REFUSED], None)
    counts = UnknownFailures.objects.filter(event=Event.PASSWORD_REFUSED)
    assert sum(counts.values_list("failures", flat=True)) == 5
    assert not Entry.objects.exists()
    assert not Head.objects.exists()


def modules_with(*patterns):
    return {
        path.relative_to(ROOT).as_posix()
        for package in ("accounts", "hembanken", "kodbox")
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
        and all(re.search(pattern, path.read_text()) for pattern in patterns)
    }


def test_only_the_audit_log_creates_rows():
    creators = modules_with(r"\b(Entry|Head)(\.objects)?(\.\w*create\w*)?\((?!models)")
    assert creators == {"hembanken/audit/chain.py", "hembanken/audit/audit_log.py"}


def test_callers_of_the_audit_log_use_its_atomic_block_except_for_new_accounts():
    exceptions = modules_with(r"import audit_log\n", r"transaction\.atomic\(\)")
    assert exceptions == {"accounts/customers/csv_import.py", "hembanken/demonstration/bank.py"}
