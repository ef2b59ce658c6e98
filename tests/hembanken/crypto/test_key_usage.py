"""Dropping old key versions: uses are reported, and no version is dropped too soon."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.credentials import passwords
from accounts.models import Account
from hembanken.audit import audit_log
from hembanken.crypto import keys
from hembanken.outbox.models import Message
from hembanken.sessions.models import Session
from kodbox.models import Device
from tests import people
from tests.rotating import add, rotate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_keys")]
DAY = 86_400


@pytest.fixture
def run(capsys):
    """Return a function that runs the command and returns its output."""

    def rotate_and_read(*arguments):
        rotate(*arguments)
        return capsys.readouterr().out

    return rotate_and_read


def versions():
    ring = keys.read(keys.settings.HEMBANKEN_KEYS).keys
    return {purpose: sorted(numbers) for purpose, numbers in ring.items()}


def log_in(kodbox, password=people.PASSWORD):
    people.log_in(Client(), people.ASTRID, password, kodbox)


@pytest.mark.row("H9")
def test_the_site_works_after_old_versions_are_dropped(logged_in, kodbox, run, pass_time):
    rotate()
    log_in(kodbox)
    pass_time(31 * DAY)
    assert "encryption 1 was dropped." in run("--drop")
    assert versions() == dict.fromkeys(keys.PURPOSES, [2]) | {"django": [1], "audit": [1, 2]}
    log_in(kodbox)
    assert Device.objects.get().seed_lookup_value
    client = Client()
    client.post("/nytt-losenord/", {"number": people.ASTRID, "code": kodbox.press()})
    assert client.get("/nytt-losenord/temporart/").status_code == 200
    call_command("verify_audit")


def test_the_pepper_of_a_password_from_before_a_reset_is_kept(astrid, kodbox, run):
    rotate()
    passwords.issue_temporary(astrid, audit_log.NO_CONTEXT)
    assert "pepper 1 stays: 1 passwords use it." in run("--status")


def test_the_pepper_of_a_customer_who_has_not_logged_in_is_kept(astrid, bo, kodbox, run, pass_time):
    Account.objects.update(earlier_password="")  # as housekeeping does after some days
    rotate()
    log_in(kodbox)
    pass_time(31 * DAY)
    assert "pepper 1 stays: 1 passwords use it." in run("--drop")
    assert versions()["pepper"] == [1, 2]
    assert Account.objects.get(pk=bo.pk).check_password(bo.temporary)
    assert "pepper 1 was dropped." in run("--drop")


@pytest.mark.parametrize(("purpose", "days"), [("session", 1), ("encryption", 1), ("index", 30)])
def test_a_version_is_kept_until_uncounted_uses_have_expired(kodbox, run, pass_time, purpose, days):
    rotate()
    pass_time(days * DAY - 60)
    assert f"{purpose} 1 stays until" in run("--drop")
    pass_time(61)
    assert f"{purpose} 1 was dropped." in run("--drop")


@pytest.mark.parametrize("purpose", ["encryption", "index"])
def test_a_value_that_cannot_be_moved_keeps_its_key(kodbox, capsys, pass_time, purpose):
    rotate()
    Device.objects.update(seed=b"\x00\x01" + b"x" * 40)
    pass_time(31 * DAY)
    with pytest.raises(CommandError):
        rotate("--drop")
    assert f"{purpose} 1 stays" in capsys.readouterr().out
    assert versions()[purpose] == [1, 2]


def test_dropping_first_moves_values_written_by_an_old_process(kodbox, run, pass_time):
    add("encryption", "index")
    pass_time(31 * DAY)
    assert "encryption 1: " not in run("--drop")
    assert versions()["encryption"] == versions()["index"] == [2]
    assert bytes(Device.objects.get().seed)[1] == 2


def test_the_status_reports_uses_and_changes_nothing(logged_in, kodbox, run):
    add("encryption", "index", "pepper")
    before = Path(keys.settings.HEMBANKEN_KEYS).read_bytes()
    status = run("--status")
    encrypted = 3 + Session.objects.count() + Message.objects.count()
    assert "index 1 stays: 2 indexed values use it." in status
    assert "pepper 1 stays: 1 passwords use it." in status
    assert f"encryption 1 stays: {encrypted} encrypted values use it." in status
    assert Path(keys.settings.HEMBANKEN_KEYS).read_bytes() == before


def test_an_unfinished_rotation_continues_without_a_further_version(kodbox, run):
    assert "has new keys for pepper:" in run("pepper")
    assert versions()["encryption"] == [1]
    add("encryption", "pepper")
    assert "The rotation of encryption, pepper goes on." in run()
    assert versions()["encryption"] == [1, 2]
    assert versions()["index"] == [1]
    run()
    assert versions()["encryption"] == [1, 2, 3]


def test_versions_for_several_machines_become_current_at_a_given_time(kodbox, run, pass_time):
    at = datetime(2040, 1, 31, 4, tzinfo=UTC)
    assert "has new keys" in run("encryption", "--at", at.isoformat())
    assert keys.keyring().current("encryption")[0] == 1
    with pytest.raises(CommandError, match="current from 2040-01-31 04:00 UTC"):
        rotate()
    pass_time(at.timestamp() - datetime.now(UTC).timestamp() + 1)
    assert "kodbox_device.seed: 1 moved" in run()
    assert "rotating" not in json.loads(Path(keys.settings.HEMBANKEN_KEYS).read_text())


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [(["everything"], "No keys are for everything"), (["--at", "2020-01-01T00:00"], "has passed")],
)
def test_wrong_arguments_are_refused(arguments, reason):
    with pytest.raises(CommandError, match=reason):
        rotate(*arguments)
    assert versions() == dict.fromkeys(keys.PURPOSES, [1])
