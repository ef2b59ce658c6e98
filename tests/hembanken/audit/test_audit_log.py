"""The audit log as it is written: append-only, with what it tells, one chain an account."""

import re
import uuid
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Identifier
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.audit.models import Entry, Head, UnknownFailures
from hembanken.audit.verification import Verification
from tests import by_hand

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[3]
# SQLite has no TRUNCATE: it empties a table by a DELETE of every row.
WIPE = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
SOMEBODY = uuid.UUID(int=1)
ELSE = uuid.UUID(int=2)


class Trouble(Exception):
    """What happens in the middle of a transaction."""


def told(account_id=SOMEBODY):
    entries = Entry.objects.filter(account_id=account_id).order_by("sequence")
    return [(entry.sequence, entry.event) for entry in entries]


@audit_log.atomic()
def tell_and_fail():
    audit_log.append(Event.LOGIN_COMPLETED, SOMEBODY)
    raise Trouble


@pytest.mark.row("I3")
@pytest.mark.parametrize("model", [Entry, Head])
@pytest.mark.parametrize(
    "act",
    [
        "UPDATE {} SET sequence = sequence - 1",
        "UPDATE {} SET account_id = '00000000000000000000000000000009'",
        "DELETE FROM {}",
    ],
)
def test_no_hand_at_the_database_changes_or_removes_a_row(model, act):
    audit_log.append(Event.LOGGED_OUT, SOMEBODY)
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(act.format(model._meta.db_table))


@pytest.mark.row("I3")
@pytest.mark.parametrize("column", [field.attname for field in Entry._meta.concrete_fields])
def test_no_column_of_a_row_changes(column):
    audit_log.append(Event.LOGGED_OUT, SOMEBODY)
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_entry SET {column} = {column}")


@pytest.mark.row("I3")
@pytest.mark.parametrize("model", [Entry, Head])
def test_an_audit_log_is_not_truncated_but_an_empty_one_may_be(model):
    with connection.cursor() as cursor:
        cursor.execute(f"{WIPE} {model._meta.db_table}")
        audit_log.append(Event.LOGGED_OUT, SOMEBODY)
        with pytest.raises(IntegrityError, match="append-only"):
            cursor.execute(f"{WIPE} {model._meta.db_table}")


def test_a_flush_refuses_an_audit_log_until_it_was_emptied_by_hand():
    audit_log.append(Event.LOGGED_OUT, SOMEBODY)
    with pytest.raises(CommandError), transaction.atomic():
        call_command("flush", interactive=False, verbosity=0)
    by_hand.empty_audit_log()
    call_command("flush", interactive=False, verbosity=0)


def test_an_event_costs_three_statements():
    with CaptureQueriesContext(connection) as queries:
        audit_log.append(Event.LOGGED_OUT, SOMEBODY)
    assert len([query for query in queries if "INSERT" in query["sql"]]) == 2  # head and row
    assert (
        len([query for query in queries if "UPDATE" in query["sql"]]) == 2
    )  # head, and its head_mac
    assert len(queries) == 5  # with the savepoint that a transaction is in a test


def test_events_of_one_block_cost_one_step_of_the_chain():
    with CaptureQueriesContext(connection) as queries, audit_log.atomic():
        for event in (Event.CONNECTED, Event.LOGIN_COMPLETED, Event.LOGGED_OUT):
            audit_log.append(event, SOMEBODY)
            audit_log.append(event, ELSE)
    assert len([query for query in queries if "INSERT" in query["sql"]]) == 3
    assert (
        told()
        == told(ELSE)
        == [(1, Event.CONNECTED), (2, Event.LOGIN_COMPLETED), (3, Event.LOGGED_OUT)]
    )


def test_events_are_written_last():
    with CaptureQueriesContext(connection) as queries, audit_log.atomic():
        audit_log.append(Event.LOGGED_OUT, SOMEBODY)
        with audit_log.atomic():
            audit_log.append(Event.LOGGED_OUT, ELSE)
        UnknownFailures.objects.count()
    kinds = [query["sql"].split()[0] for query in queries]
    assert kinds[-5:-1] == ["SELECT", "INSERT", "INSERT", "INSERT"]
    assert kinds.count("INSERT") == 3


def test_heads_are_locked_in_the_order_of_accounts():
    with CaptureQueriesContext(connection) as queries, audit_log.atomic():
        audit_log.append(Event.LOGGED_OUT, ELSE)
        audit_log.append(Event.LOGGED_OUT, SOMEBODY)
    [lock] = [query["sql"] for query in queries if "RETURNING" in query["sql"]]
    assert lock.index("00001") < lock.index("00002")


def test_what_is_rolled_back_leaves_no_event():
    with pytest.raises(Trouble):
        tell_and_fail()
    with audit_log.atomic():
        audit_log.append(Event.LOGGED_OUT, SOMEBODY)
        transaction.set_rollback(True)
    assert told() == []


def test_a_block_within_a_block_takes_its_events_along():
    audit_log.append(Event.CODE_REFUSED, SOMEBODY)
    with audit_log.atomic():
        audit_log.append(Event.CONNECTED, SOMEBODY)
        with pytest.raises(Trouble):
            tell_and_fail()
        with audit_log.atomic():
            audit_log.append(Event.LOGIN_COMPLETED, SOMEBODY)
            transaction.set_rollback(True)
        audit_log.append(Event.LOGGED_OUT, SOMEBODY)
    assert told() == [(1, Event.CODE_REFUSED), (2, Event.CONNECTED), (3, Event.LOGGED_OUT)]


def test_a_block_that_failed_leaves_nothing_for_the_next():
    with pytest.raises(Trouble):
        tell_and_fail()
    audit_log.append(Event.LOGGED_OUT, SOMEBODY)
    assert told() == [(1, Event.LOGGED_OUT)]


def test_erasing_a_customer_leaves_an_audit_log_that_verifies(cecilia):
    audit_log.append(Event.LOGGED_OUT, cecilia.pk)
    Identifier.objects.filter(account=cecilia).delete()
    account_id = cecilia.pk
    cecilia.delete()
    assert told(account_id) == [(1, Event.LOGGED_OUT)]
    assert list(Verification().faults()) == []


def test_unknown_numbers_are_counted_once_each():
    for _ in range(5):
        audit_log.append_failure([Event.PASSWORD_REFUSED], None)
    counted = UnknownFailures.objects.values_list("event", "failures")
    assert sum(failures for _event, failures in counted) == 5
    assert {event for event, _failures in counted} == {Event.PASSWORD_REFUSED}
    assert not Entry.objects.exists()
    assert not Head.objects.exists()


def test_a_customers_failure_is_a_row_and_not_counted():
    audit_log.append_failure([Event.PASSWORD_REFUSED], SOMEBODY)
    assert told() == [(1, Event.PASSWORD_REFUSED)]
    assert set(UnknownFailures.objects.values_list("failures", flat=True)) == {0}


def test_only_the_audit_log_makes_rows():
    making = re.compile(r"\b(Entry|Head)(\.objects)?(\.\w*create\w*)?\((?!models)")
    makers = {
        path.relative_to(ROOT).as_posix()
        for package in ("accounts", "hembanken", "kodbox")
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts and making.search(path.read_text())
    }
    assert makers == {"hembanken/audit/chain.py", "hembanken/audit/audit_log.py"}


def test_whoever_tells_the_audit_log_lets_it_write_last():
    hasty = {
        path.relative_to(ROOT).as_posix()
        for package in ("accounts", "hembanken", "kodbox")
        for path in (ROOT / package).rglob("*.py")
        if "import audit_log\n" in (text := path.read_text()) and "transaction.atomic()" in text
    }
    assert hasty == {
        "accounts/customers/csv_import.py",
        "hembanken/demonstration/bank.py",
    }  # new accounts
