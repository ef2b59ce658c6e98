"""The heads in a signed file: an audit log that was rolled back falls behind it."""

import json
import uuid

import pytest
from django.core.management import CommandError, call_command

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.audit.models import Entry, Head
from tests import by_hand

pytestmark = pytest.mark.django_db
ANNA, BRITA, CAJSA = (uuid.UUID(int=place) for place in (0xA, 0xB, 0xC))


def tell(account_id):
    audit_log.append(Event.LOGGED_OUT, account_id)


@pytest.fixture
def export(tmp_path):
    """Two customers' heads, exported when each of them had three rows."""
    for account_id in (ANNA, BRITA) * 3:
        tell(account_id)
    call_command("verify_audit", export=tmp_path / "heads")
    return tmp_path / "heads"


@pytest.fixture
def shown(export, capsys):
    """Verify against the export, and return what is wrong."""

    def shown():
        with pytest.raises(CommandError, match="broken"):
            call_command("verify_audit", against=export)
        return capsys.readouterr().err.strip()

    return shown


def lose(account_id):
    """Remove all that the audit log has of a customer."""
    with by_hand.without_triggers():
        Entry.objects.filter(account_id=account_id).delete()
        Head.objects.filter(account_id=account_id).delete()


@pytest.mark.row("I3")
def test_an_audit_log_that_went_on_is_not_behind_its_export(export, capsys):
    tell(BRITA)
    tell(CAJSA)
    call_command("verify_audit", against=export)
    assert "8 rows of 3 accounts" in capsys.readouterr().out


@pytest.mark.row("I3")
def test_a_database_that_was_rolled_back_shows(tmp_path, export, capsys):
    earlier = Head.objects.get(account_id=BRITA)
    tell(BRITA)
    call_command("verify_audit", export=tmp_path / "later")
    with by_hand.without_triggers():
        Entry.objects.filter(account_id=BRITA, sequence=4).delete()
        earlier.save(force_update=True)
    call_command("verify_audit")  # It was sound then, and nothing else tells.
    with pytest.raises(CommandError, match="broken"):
        call_command("verify_audit", against=tmp_path / "later")
    fault = f"Account {BRITA}: it has 3 rows, but 4 were exported."
    assert capsys.readouterr().err.strip() == fault


@pytest.mark.row("I3")
def test_a_history_that_went_another_way_since_shows(shown):
    lose(ANNA)
    for _ in range(4):
        tell(ANNA)
    assert shown() == f"Account {ANNA}: row 3 is another one than was exported."


@pytest.mark.row("I3")
def test_a_customer_whose_whole_audit_log_is_gone_shows(shown):
    lose(BRITA)
    assert shown() == f"Account {BRITA}: it has 0 rows, but 3 were exported."


@pytest.mark.row("I3")
@pytest.mark.parametrize(
    "damage",
    [
        lambda lines: lines[1:],
        lambda lines: lines[:-1],
        lambda lines: lines[:-1] + lines[-2:],
        lambda lines: [*lines, lines[0]],
        lambda lines: [lines[1], lines[0], lines[2]],
        lambda lines: [lines[0].replace(b", 3, ", b", 2, "), *lines[1:]],
        lambda lines: [*lines[:-1], lines[-1].replace(b"[1, ", b"[2, ")],
        lambda lines: [*lines[:-1], lines[-1].replace(b"+00:00", b"+01:00")],
        lambda lines: [*lines[:-1], lines[-1][:-10]],
        lambda lines: [],
        lambda lines: [b"[]\n"],
        lambda lines: [b"what?"],
    ],
)
def test_an_export_that_was_altered_is_refused(export, damage):
    lines = export.read_bytes().splitlines(keepends=True)
    damaged = damage(lines)
    assert damaged != lines
    export.write_bytes(b"".join(damaged))
    with pytest.raises(CommandError, match="no export of this bank"):
        call_command("verify_audit", against=export)


def test_a_broken_audit_log_is_not_exported(tmp_path, export):
    with by_hand.without_triggers():
        Entry.objects.filter(account_id=BRITA, sequence=3).delete()
    with pytest.raises(CommandError, match="nothing was exported"):
        call_command("verify_audit", export=tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_an_export_is_never_written_over(export):
    before = export.read_bytes()
    with pytest.raises(CommandError, match="exists"):
        call_command("verify_audit", export=export)
    assert export.read_bytes() == before


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("verify_audit", against=tmp_path / "heads")


def test_the_last_line_says_when_and_how_many(export):
    *heads, last = [json.loads(line) for line in export.read_bytes().splitlines()]
    version, at, count, *_ = last
    assert [account for account, _sequence, _mac in heads] == [ANNA.hex, BRITA.hex]
    assert (version, count, at[-6:]) == (1, 2, "+00:00")


def test_a_bank_without_events_exports_too(tmp_path):
    call_command("verify_audit", export=tmp_path / "heads")
    call_command("verify_audit", against=tmp_path / "heads")
