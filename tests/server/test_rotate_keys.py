"""`manage.py rotate_keys` under a running site: killed, resumed, and run twice at once."""

import os
import signal
from functools import partial

import pytest

from hembanken.crypto import keys
from tests.server import running
from tests.server.crashing import customers_logging_in
from tests.server.customers import LOGGED_IN
from tests.server.racing import at_once

pytestmark = pytest.mark.server
ROTATE = "rotate_keys"
KILLED = """
import itertools, os, signal, sys
import django; django.setup()
from django.core.management import call_command
from django.db import connection
updates = itertools.count()

def kill_at_the_hundredth(execute, sql, *arguments):
    if sql.startswith('UPDATE "kodbox_device" SET "seed"') and next(updates) == 100:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, *arguments)

with connection.execute_wrapper(kill_at_the_hundredth):
    call_command("rotate_keys")
"""
FILL = """
import django; django.setup()
from kodbox import stock
from kodbox.models import Device
devices = [stock.new_device(f"5{n:06}", n.to_bytes(20), start_pin="1357") for n in range(1_000)]
Device.objects.bulk_create(devices)
"""


@pytest.fixture(scope="module")
def full_bank(bank):
    """A bank with a thousand kodboxes in stock."""
    assert running.run(bank.server.settings, "-c", FILL).returncode == 0
    return bank


def key_versions(bank):
    """Return the versions of the key that the stored seeds are encrypted with."""
    rows = bank.database.ask("SELECT seed FROM kodbox_device")
    return {int.from_bytes(bytes(seed)[:2]) for (seed,) in rows}


def key_ring(bank):
    return keys.read(os.path.join(bank.server.settings["HEMBANKEN_VAR"], "keys.json")).keys


def newest(bank):
    return max(key_ring(bank)["encryption"])


@pytest.mark.row("H9")
def test_a_killed_rotation_is_resumed_while_customers_log_in(full_bank):
    settings, version = full_bank.server.settings, newest(full_bank) + 1
    with customers_logging_in(full_bank) as regulars:
        ended = running.run(settings, "-c", KILLED)
        assert ended.returncode == -signal.SIGKILL, ended.stdout
        assert key_versions(full_bank) == {version - 1, version}
        output = running.manage(settings, ROTATE)
    assert {outcome for regular in regulars for outcome in regular.outcomes} == {LOGGED_IN}
    assert "goes on." in output
    assert newest(full_bank) == version
    assert key_versions(full_bank) == {version}
    running.manage(settings, "verify_audit")


def test_of_two_rotations_at_once_one_is_refused(full_bank):
    version = newest(full_bank) + 1
    rotate = partial(running.run, full_bank.server.settings, "manage.py", ROTATE)
    done, refused = sorted(at_once([rotate] * 2), key=lambda each: each.returncode)
    assert (done.returncode, refused.returncode) == (0, 1)
    assert "Another rotate_keys is at work" in refused.stdout
    assert newest(full_bank) == version
    assert key_versions(full_bank) == {version}


def test_no_key_is_ever_shown(full_bank):
    output = running.manage(full_bank.server.settings, ROTATE, "--status")
    shown = {key.hex() for ring in key_ring(full_bank).values() for key in ring.values()}
    assert not any(key in output for key in shown)
