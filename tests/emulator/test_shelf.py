"""The shelf: devices on disk, pressed by threads and processes."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from kodbox.emulator import shelf
from kodbox.emulator.keys import parse
from tests.emulator.conftest import PIN

NEW_CODE = parse(f"OK {PIN} OK")
PRESS_IN_ANOTHER_PROCESS = """
import sys, time
from django.conf import settings
settings.configure(VAR_DIR=sys.argv[1])
from kodbox.emulator import shelf
from kodbox.emulator.keys import parse
for _ in range(10):
    print(shelf.press(sys.argv[2], parse("OK OK 4817 OK"), time.time()))
"""


def test_a_device_is_loaded_as_it_was_saved(device):
    shelf.add(device)
    assert shelf._load(device.serial) == device


def test_the_counter_is_on_disk_when_the_code_is_shown(serial, var_dir):
    assert str(shelf.press(serial, NEW_CODE, 0)) == "84755224"
    assert json.loads((var_dir / "kodboxes" / f"{serial}.json").read_text())["counter"] == 1


def test_a_code_that_cannot_be_saved_is_not_shown(serial, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda descriptor: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        shelf.press(serial, NEW_CODE, 0)
    assert str(shelf.look(serial, 0)) == ""


def test_a_crash_while_saving_keeps_the_old_file(serial, var_dir):
    (var_dir / "kodboxes" / f"{serial}.unfinished").write_text('{"serial": "10000')
    assert str(shelf.press(serial, NEW_CODE, 0)) == "84755224"


def test_only_the_owner_reads_a_kodbox(serial, var_dir):
    folder = var_dir / "kodboxes"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


def test_a_device_never_replaces_another(serial, device):
    with pytest.raises(shelf.KodboxExists):
        shelf.add(replace(device, counter=0))


@pytest.mark.parametrize(
    "serial",
    ["", "..", "../1", "1/../1", "1000000009", "1\n", "1\0", "١", "a", "1.json", "9" * 21],
)
def test_an_unknown_or_malformed_serial_is_refused(serial):
    with pytest.raises(shelf.NoSuchKodbox):
        shelf.look(serial, 0)
    with pytest.raises(shelf.NoSuchKodbox):
        shelf.press(serial, ["OK"], 0)


@pytest.mark.parametrize("serial", ["../1", "١", "1\n", ""])
def test_a_malformed_serial_is_never_saved(device, serial, var_dir):
    with pytest.raises(shelf.NoSuchKodbox):
        shelf.add(replace(device, serial=serial))
    assert list(var_dir.rglob("*.json")) == []


def test_an_unknown_serial_creates_no_device(var_dir):
    with pytest.raises(shelf.NoSuchKodbox):
        shelf.press("1000000009", ["OK"], 0)
    assert shelf.serials() == []


def test_threads_that_press_at_once_get_different_codes(serial):
    def code(_):
        return str(shelf.press(serial, ["OK", *NEW_CODE], time.time()))

    shelf.press(serial, NEW_CODE, time.time())
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(code, range(40)))
    assert len(set(codes)) == 40
    assert shelf._load(serial).counter == 41


@pytest.mark.server
def test_processes_that_press_at_once_get_different_codes(serial, var_dir):
    shelf.press(serial, NEW_CODE, time.time())
    command = [sys.executable, "-c", PRESS_IN_ANOTHER_PROCESS, str(var_dir), serial]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    codes = [code for process in processes for code in process.communicate(timeout=300)[0].split()]
    assert len(codes) == len(set(codes)) == 40
    assert shelf._load(serial).counter == 41
