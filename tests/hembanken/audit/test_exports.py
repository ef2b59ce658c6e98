"""The signed export of the heads: it reveals an audit log that was rolled back."""

import uuid

import pytest
from django.core.management import CommandError, call_command

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.audit.models import Entry, Head
from tests import by_hand

pytestmark = pytest.mark.django_db
ANNA, BRITA, CAJSA = (uuid.UUID(int=number) for number in (0xA, 0xB, 0xC))


def append(account_id):
    audit_log.append(Event.LOGGED_OUT, account_id)


@pytest.fixture
def export(tmp_path):
    """Export the heads of two customers who have three rows each."""
    for account_id in (ANNA, BRITA) * 3:
        append(account_id)
    call_command("verify_audit", export=tmp_path / "heads")
    return tmp_path / "heads"


def faults(export, capsys):
    """Verify against an export that does not match, and return the faults."""
    with pytest.raises(CommandError, match="broken"):
        call_command("verify_audit", against=export)
    return capsys.readouterr().err.strip()


@pytest.mark.row("I3")
def test_an_audit_log_that_has_grown_matches_its_export(export, capsys):
    append(BRITA)
    append(CAJSA)
    call_command("verify_audit", against=export)
    assert "8 rows of 3 accounts" in capsys.readouterr().out


@pytest.mark.row("I3")
def test_a_rolled_back_database_is_detected(tmp_path, export, capsys):
    earlier = Head.objects.get(account_id=BRITA)
    append(BRITA)
    call_command("verify_audit", export=tmp_path / "later")
    with by_hand.without_triggers():
        Entry.objects.filter(account_id=BRITA, sequence=4).delete()
        earlier.save(force_update=True)
    call_command("verify_audit")  # Without the export, nothing is wrong.
    fault = f"Account {BRITA}: it has 3 rows, but 4 were exported."
    assert faults(tmp_path / "later", capsys) == fault


@pytest.mark.row("I3")
def test_a_rewritten_and_a_deleted_chain_are_detected(export, capsys):
    with by_hand.without_triggers():
        Entry.objects.all().delete()
        Head.objects.all().delete()
    for _ in range(4):
        append(ANNA)
    assert faults(export, capsys).splitlines() == [
        f"Account {ANNA}: row 3 differs from the exported row.",
        f"Account {BRITA}: it has 0 rows, but 3 were exported.",
    ]


@pytest.mark.row("I3")
@pytest.mark.parametrize(
    "damage",
    [
        lambda lines: lines[1:],
        lambda lines: lines[:-1],
        lambda lines: [*lines, lines[0]],
        lambda lines: [lines[1], lines[0], lines[2]],
        lambda lines: [lines[0].replace(b", 3, ", b", 2, "), *lines[1:]],
        lambda lines: [*lines[:-1], lines[-1].replace(b"[1, ", b"[2, ")],
        lambda lines: [*lines[:-1], lines[-1].replace(b"+00:00", b"+01:00")],
        lambda lines: [*lines[:-1], lines[-1][:-10]],
        lambda lines: [b"[]\n"],
        lambda lines: [b"what?"],
    ],
)
def test_an_altered_export_is_refused(export, damage):
    lines = export.read_bytes().splitlines(keepends=True)
    damaged = damage(lines)
    assert damaged != lines
    export.write_bytes(b"".join(damaged))
    with pytest.raises(CommandError, match="not an export of this bank"):
        call_command("verify_audit", against=export)


def test_a_broken_audit_log_is_not_exported(tmp_path, export):
    with by_hand.without_triggers():
        Entry.objects.filter(account_id=BRITA, sequence=3).delete()
    with pytest.raises(CommandError, match="nothing was exported"):
        call_command("verify_audit", export=tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_an_export_is_never_overwritten(export):
    before = export.read_bytes()
    with pytest.raises(CommandError, match="exists"):
        call_command("verify_audit", export=export)
    assert export.read_bytes() == before


def test_a_missing_export_is_named(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("verify_audit", against=tmp_path / "heads")


def test_an_empty_audit_log_can_be_exported(tmp_path):
    call_command("verify_audit", export=tmp_path / "heads")
    call_command("verify_audit", against=tmp_path / "heads")
