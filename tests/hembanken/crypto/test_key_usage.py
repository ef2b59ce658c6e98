"""Dropping old versions of the keys: what uses them is said, and nothing is dropped too soon."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Account
from hembanken.crypto import keys
from hembanken.outbox.models import Message
from hembanken.sessions.models import Session
from kodbox.models import Device
from tests import people
from tests.rotating import add, rotate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_keys")]
DAY = 86_400


@pytest.fixture
def said(capsys):
    """Run the command, and return what it says."""

    def said(*arguments):
        rotate(*arguments)
        return capsys.readouterr().out

    return said


def versions():
    ring = keys.read(keys.settings.HEMBANKEN_KEYS).keys
    return {purpose: sorted(numbers) for purpose, numbers in ring.items()}


def log_in(kodbox, password=people.PASSWORD):
    people.log_in(Client(), people.ASTRID, password, kodbox)


@pytest.mark.row("H9")
def test_the_site_needs_no_key_that_was_dropped(logged_in, kodbox, said, pass_time):
    rotate()
    log_in(kodbox)
    pass_time(31 * DAY)
    assert "encryption 1 was dropped." in said("--drop")
    assert versions() == dict.fromkeys(keys.PURPOSES, [2]) | {"django": [1], "audit": [1, 2]}
    log_in(kodbox)
    assert Device.objects.get().seed_lookup_value
    client = Client()
    client.post("/nytt-losenord/", {"number": people.ASTRID, "code": kodbox.press()})
    assert client.get("/nytt-losenord/temporart/").status_code == 200
    call_command("verify_audit")


def test_somebody_who_has_not_logged_in_keeps_the_pepper(astrid, bo, kodbox, said, pass_time):
    rotate()
    log_in(kodbox)
    pass_time(31 * DAY)
    assert "pepper 1 stays: 1 passwords use it." in said("--drop")
    assert versions()["pepper"] == [1, 2]
    assert Account.objects.get(pk=bo.pk).check_password(bo.temporary)
    assert "pepper 1 was dropped." in said("--drop")


@pytest.mark.parametrize(("purpose", "days"), [("session", 1), ("encryption", 1), ("index", 30)])
def test_what_cannot_be_counted_is_waited_for(kodbox, said, pass_time, purpose, days):
    rotate()
    pass_time(days * DAY - 60)
    assert f"{purpose} 1 stays until" in said("--drop")
    pass_time(61)
    assert f"{purpose} 1 was dropped." in said("--drop")


def test_the_journals_keys_stay_for_good(kodbox, said, pass_time):
    rotate()
    pass_time(1_000 * DAY)
    assert "audit 1 stays for good" in said("--drop", "audit")
    assert versions()["audit"] == [1, 2]


@pytest.mark.parametrize("purpose", ["encryption", "index"])
def test_what_did_not_move_keeps_its_key(kodbox, capsys, pass_time, purpose):
    rotate()
    Device.objects.update(seed=b"\x00\x01" + b"x" * 40)
    pass_time(31 * DAY)
    with pytest.raises(CommandError):
        rotate("--drop")
    assert f"{purpose} 1 stays" in capsys.readouterr().out
    assert versions()[purpose] == [1, 2]


def test_dropping_moves_first_what_an_old_process_has_made(kodbox, said, pass_time):
    add("encryption", "index")
    pass_time(31 * DAY)
    assert "encryption 1: " not in said("--drop")
    assert versions()["encryption"] == versions()["index"] == [2]
    assert bytes(Device.objects.get().seed)[1] == 2


def test_the_status_counts_and_changes_nothing(logged_in, kodbox, said):
    add("encryption", "index", "pepper")
    before = Path(keys.settings.HEMBANKEN_KEYS).read_bytes()
    told = said("--status")
    encrypted = 3 + Session.objects.count() + Message.objects.count()
    assert "index 1 stays: 2 indexed values use it." in told
    assert "pepper 1 stays: 1 passwords use it." in told
    assert f"encryption 1 stays: {encrypted} encrypted values use it." in told
    assert Path(keys.settings.HEMBANKEN_KEYS).read_bytes() == before


def test_only_the_purposes_that_are_named_are_rotated(kodbox, said):
    assert "has new keys for pepper:" in said("pepper")
    assert versions()["pepper"] == [1, 2]
    assert versions()["encryption"] == [1]


def test_an_unfinished_rotation_goes_on_without_a_further_version(kodbox, said):
    add("encryption", "pepper")
    assert "The rotation of encryption, pepper goes on." in said()
    assert versions()["encryption"] == [1, 2]
    assert versions()["index"] == [1]
    said()
    assert versions()["encryption"] == [1, 2, 3]


def test_versions_for_several_machines_are_current_at_a_moment(kodbox, said, pass_time):
    at = datetime(2040, 1, 31, 4, tzinfo=UTC)
    assert "has new keys" in said("encryption", "--at", at.isoformat())
    assert keys.keyring().current("encryption")[0] == 1
    with pytest.raises(CommandError, match="current from 2040-01-31 04:00 UTC"):
        rotate()
    pass_time(at.timestamp() - datetime.now(UTC).timestamp() + 1)
    assert "kodbox_device.seed: 1 moved" in said()
    assert "rotating" not in json.loads(Path(keys.settings.HEMBANKEN_KEYS).read_text())


@pytest.mark.parametrize(
    ("arguments", "why"),
    [(["everything"], "No keys are for everything"), (["--at", "2020-01-01T00:00"], "is over")],
)
def test_what_makes_no_sense_is_refused(arguments, why):
    with pytest.raises(CommandError, match=why):
        rotate(*arguments)
    assert versions() == dict.fromkeys(keys.PURPOSES, [1])
