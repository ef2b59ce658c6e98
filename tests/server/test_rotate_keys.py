"""`manage.py rotate_keys` under a running site: killed in the middle, taken up, and run twice."""

import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest

from hembanken.crypto import keys
from tests.server import running
from tests.server.crashing import Regular
from tests.server.customers import LOGGED_IN

pytestmark = pytest.mark.server
ROTATE = "rotate_keys"
KILLED = """
import itertools, os, signal, sys
import django; django.setup()
from django.core.management import call_command
from django.db import connection
moved = itertools.count()

def kill_at_the_hundredth(execute, sql, *rest):
    if sql.startswith('UPDATE "kodbox_device" SET "seed"') and next(moved) == 100:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, *rest)

with connection.execute_wrapper(kill_at_the_hundredth):
    call_command("rotate_keys")
"""
FILL = """
import django; django.setup()
from kodbox import stock
from kodbox.models import Device
made = [stock.new_device(f"5{n:06}", n.to_bytes(20), start_pin="1357") for n in range(1_000)]
Device.objects.bulk_create(made)
"""


@pytest.fixture(scope="module")
def stock(bank):
    """A thousand kodboxes in the bank's stock."""
    assert running.run(bank.server.settings, "-c", FILL).returncode == 0
    return bank


@contextmanager
def customers_logging_in(bank):
    """Keep every customer busy; at the end all of them have only ever got in."""
    regulars, is_over = [Regular(bank.url, each) for each in bank.customers], Event()
    with ThreadPoolExecutor(len(regulars)) as pool:
        busy = [pool.submit(each.keep_logging_in, is_over) for each in regulars]
        try:
            yield
        finally:
            is_over.set()
    for each in busy:
        each.result()
    assert {each for regular in regulars for each in regular.outcomes} == {LOGGED_IN}


def encrypts(bank):
    """Count the seeds by the version of the key that they are encrypted with."""
    return Counter(
        bytes(seed)[1] for (seed,) in bank.database.ask("SELECT seed FROM kodbox_device")
    )


def newest(bank):
    path = os.path.join(bank.server.settings["HEMBANKEN_VAR"], "keys.json")
    return max(keys.read(path).keys["encryption"])


def begin_and_kill(bank):
    """Rotate in a process that ends at once when some seeds have moved."""
    ended = running.run(bank.server.settings, "-c", KILLED)
    assert ended.returncode == -signal.SIGKILL, ended.stdout


@pytest.mark.row("H9")
def test_a_rotation_that_was_killed_goes_on_while_customers_log_in(stock):
    version = newest(stock) + 1
    with customers_logging_in(stock):
        begin_and_kill(stock)
        assert set(encrypts(stock)) == {version - 1, version}
        said = running.manage(stock.server.settings, ROTATE)
    assert "goes on." in said
    assert newest(stock) == version
    assert set(encrypts(stock)) == {version}
    running.manage(stock.server.settings, "verify_audit")


def test_of_two_at_once_one_rotates(stock):
    version = newest(stock) + 1
    with ThreadPoolExecutor(2) as pool:
        ended = list(
            pool.map(lambda _: running.run(stock.server.settings, "manage.py", ROTATE), range(2))
        )
    assert sorted(each.returncode for each in ended) == [0, 1]
    assert "Another rotate_keys is at work" in max(ended, key=lambda each: each.returncode).stdout
    assert newest(stock) == version
    assert set(encrypts(stock)) == {version}


def test_no_key_is_ever_shown(stock):
    path = os.path.join(stock.server.settings["HEMBANKEN_VAR"], "keys.json")
    said = running.manage(stock.server.settings, ROTATE, "--status")
    ring = keys.read(path).keys
    shown = {key.hex() for versions in ring.values() for key in versions.values()}
    assert not any(key in said for key in shown)
