"""The storage of the emulated devices: one file each, outside the bank's database.

A press loads, presses and saves under a lock, so that simultaneous presses on a page and in a
terminal never show the same code.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from django.conf import settings

from kodbox.emulator import files
from kodbox.emulator.device import Device
from kodbox.emulator.display import Display, Screen

SERIAL = re.compile(r"[0-9]{1,20}")


class NoSuchKodbox(LookupError):
    pass


class KodboxExists(Exception):
    def __init__(self, serial: str) -> None:
        super().__init__(f"Kodbox {serial} exists already: choose --first after it.")


def press(serial: str, keys: Iterable[str], now: float) -> Display:
    """Press the keys in order, save the device, and return its display."""
    _load(serial)  # No lock file is created for an unknown serial.
    with files.locked(_path(serial).with_suffix(".lock")):
        device = _load(serial)
        for key in keys:
            device.press(key, now)
        _save(device)
    return device.display(now)


def look(serial: str, now: float) -> Display:
    return _load(serial).display(now)


def start_pin(serial: str) -> str:
    """Return the Start-PIN, as the letter to the customer has it."""
    return _load(serial).start_pin


def pin(serial: str) -> str:
    """Return the PIN that has been chosen on the device, or nothing."""
    return _load(serial).pin or ""


def add(device: Device) -> None:
    """Store a new device, or raise KodboxExists: the counter of another device would be lost."""
    with files.locked(_path(device.serial).with_suffix(".lock")):
        if exists(device.serial):
            raise KodboxExists(device.serial)
        _save(device)


def exists(serial: str) -> bool:
    return _path(serial).exists()


def serials() -> list[str]:
    return sorted(path.stem for path in _folder().glob("*.json"))


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "kodboxes"


def _path(serial: str) -> Path:
    """Return the device's file, or raise NoSuchKodbox: only digits keep a path in the folder."""
    if not SERIAL.fullmatch(serial):
        raise NoSuchKodbox(serial)
    return _folder() / f"{serial}.json"


def _load(serial: str) -> Device:
    try:
        fields = json.loads(_path(serial).read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise NoSuchKodbox(serial) from missing
    fields["secret"] = bytes.fromhex(fields["secret"])
    fields["screen"] = Screen(fields["screen"])
    return Device(**fields)


def _save(device: Device) -> None:
    """Replace the file atomically: a crash leaves the old file or the new one."""
    path = _path(device.serial)
    unfinished = path.with_suffix(".unfinished")
    files.write(unfinished, json.dumps(asdict(device) | {"secret": device.secret.hex()}, indent=2))
    unfinished.replace(path)
