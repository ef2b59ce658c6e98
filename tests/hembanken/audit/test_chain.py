"""Verification detects every change to the rows of the audit log and names the account."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hembanken.audit import audit_log, chain
from hembanken.audit.events import Event
from hembanken.audit.models import Entry, Head
from hembanken.audit.verification import Verification
from hembanken.crypto import keys
from hembanken.request_context import RequestContext
from tests import by_hand

pytestmark = pytest.mark.django_db
ANNA, BRITA, CAJSA = (uuid.UUID(int=number) for number in (0xA, 0xB, 0xC))
CONTEXT = RequestContext("2001:db8::7", "Firefox på Linux", "0123456789abcdef")
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
VALUES = {
    "UUIDField": st.uuids(),
    "PositiveIntegerField": st.integers(0, 2**31 - 1),
    "DateTimeField": st.timedeltas(timedelta(days=-9_000), timedelta(days=9_000)),
    "CharField": TEXTS,
    "BinaryField": st.binary(max_size=33),
}


@pytest.fixture(autouse=True)
def small_audit_log():
    """Write three rows for each of three customers, with a value in every column."""
    for event in (Event.LOGIN_COMPLETED, Event.DEVICE_ORDERED, Event.LOGGED_OUT):
        for account_id in (ANNA, BRITA, CAJSA):
            columns = {"actor_id": ANNA, "device_serial": "9000001", "detail": "å\n"}
            audit_log.append(event, account_id, CONTEXT, **columns)


def faults():
    return dict(Verification().faults())


def row(sequence, account_id=BRITA):
    return Entry.objects.filter(account_id=account_id, sequence=sequence)


def columns_of(model):
    return [field.attname for field in model._meta.concrete_fields]


def change(rows, column, value):
    """Change a column, verify, roll the change back, and return the faults."""
    [before] = rows.values_list(column, flat=True)
    after = before + value if isinstance(value, timedelta) else value
    if after == (bytes(before) if isinstance(before, memoryview) else before):
        return "nothing was changed"
    try:
        with transaction.atomic():
            with by_hand.without_triggers():
                rows.update(**{column: after})
            found = faults()
            transaction.set_rollback(True)
    except IntegrityError as error:
        return "append-only" not in str(error)  # Another row has that number.
    return found


@pytest.mark.row("I3")
@pytest.mark.parametrize(
    ("model", "column"), [(model, each) for model in (Entry, Head) for each in columns_of(model)]
)
@given(data=st.data())
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_changed_value_in_any_column_is_detected(model, column, data):
    values = VALUES[model._meta.get_field(column).get_internal_type()]
    rows = model.objects.filter(account_id=data.draw(st.sampled_from([ANNA, BRITA, CAJSA])))
    if model is Entry:
        rows = rows.filter(sequence=data.draw(st.integers(1, 3)))
    assert change(rows, column, data.draw(values))


def test_the_mac_covers_every_column():
    assert {*chain.COLUMNS, "mac"} == set(columns_of(Entry))


def test_different_values_and_purposes_have_different_macs():
    rows = [["a", "bc"], ["ab", "c"], ["a", "b", "c"], [None, "abc"], ["null", "abc"], ['a","bc']]
    assert len({chain.mac("entry", 1, *values) for values in rows}) == len(rows)
    assert chain.mac("entry", 1, "a") != chain.mac("head", 1, "a")


@pytest.mark.row("I3")
@pytest.mark.parametrize(
    ("sequence", "fault"),
    [
        (2, "row 2 is missing."),
        (3, "row 3 is missing at the end."),
    ],
)
def test_a_removed_row_is_detected(sequence, fault):
    with by_hand.without_triggers():
        row(sequence).delete()
    assert faults() == {BRITA: fault}


def test_a_removed_row_is_detected_after_the_others_are_renumbered():
    with by_hand.without_triggers():
        row(1).delete()
        for sequence in (2, 3):
            row(sequence).update(sequence=F("sequence") - 1)
        Head.objects.filter(account_id=BRITA).update(sequence=2)
    assert faults() == {BRITA: "row 1 was altered."}


def test_a_copied_row_is_detected():
    copy = row(3).get()
    copy.pk, copy.sequence = uuid.uuid4(), 4
    copy.save(force_insert=True)
    assert faults() == {BRITA: "row 4 was altered."}


def test_a_missing_head_and_missing_rows_are_detected():
    with by_hand.without_triggers():
        Head.objects.filter(account_id=BRITA).delete()
        Entry.objects.filter(account_id=CAJSA).delete()
    assert faults() == {BRITA: "its head is missing.", CAJSA: "row 1 is missing at the end."}


def test_an_earlier_head_is_detected():
    head = Head.objects.filter(account_id=BRITA)
    [earlier] = head.values("sequence", "mac", "key_version", "head_mac")
    audit_log.append(Event.LOGGED_OUT, BRITA)
    with by_hand.without_triggers():
        head.update(**earlier)
    assert faults() == {BRITA: "its head does not match its last row, 4."}


@pytest.mark.row("I3")
def test_a_head_with_the_mac_of_a_row_is_detected_also_after_the_next_events(caplog):
    with by_hand.without_triggers():
        row(3).delete()
        mac = bytes(row(2).get().mac)
        Head.objects.filter(account_id=BRITA).update(sequence=2, mac=mac, head_mac=mac)
    assert faults() == {BRITA: "its head was altered."}
    for _ in range(2):
        audit_log.append(Event.LOGGED_OUT, BRITA)
    assert faults() == {BRITA: "its head was altered."}
    assert "is broken" in caplog.text


def test_a_chain_that_is_restarted_from_an_empty_head_is_detected():
    with by_hand.without_triggers():
        Head.objects.filter(account_id=BRITA).update(sequence=0, mac=b"x", head_mac=b"")
        Entry.objects.filter(account_id=BRITA).delete()
    audit_log.append(Event.LOGGED_OUT, BRITA)
    assert BRITA in faults()


def test_rows_under_an_older_key_still_verify(monkeypatch):
    ring = keys.keyring()
    newer = {**ring.keys, "audit": {**ring.keys["audit"], 2: b"k" * 32}}
    monkeypatch.setattr(chain, "keyring", lambda: keys.Keyring(newer))
    audit_log.append(Event.LOGGED_OUT, BRITA)
    assert row(4).get().key_version == 2
    assert faults() == {}
    monkeypatch.setattr(chain, "keyring", lambda: ring)
    assert faults() == {BRITA: "the key file lacks version 2, which row 4 names."}


@pytest.mark.row("I3")
def test_the_command_names_each_fault_and_fails(capsys):
    call_command("verify_audit")
    assert "9 rows of 3 accounts were checked." in capsys.readouterr().out
    with by_hand.without_triggers():
        row(2).update(event=Event.CONNECTED)
    with pytest.raises(CommandError, match="The audit log of 1 accounts is broken") as refused:
        call_command("verify_audit")
    assert refused.value.returncode == 1
    assert f"Account {BRITA}: row 2 was altered." in capsys.readouterr().err
