"""The shelf where the kodboxes stand: each a file of its own, outside the bank's database.

A press is load, press and save under a lock, so that a page and a terminal that press at the same
moment never make the device show one code twice.
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
    pass


def press(serial: str, keys: Iterable[str], now: float) -> Display:
    """Press the keys one after the other, and return the display once all of it is on disk."""
    _load(serial)  # An unknown one gets no lock of its own.
    with files.locked(_path(serial).with_suffix(".lock")):
        device = _load(serial)
        for key in keys:
            device.press(key, now)
        _save(device)
    return device.display(now)


def look(serial: str, now: float) -> Display:
    return _load(serial).display(now)


def start_pin(serial: str) -> str:
    """Return the Start-PIN as the letter that comes with the kodbox has it."""
    return _load(serial).start_pin


def put(device: Device) -> None:
    """Put a new device on the shelf, never in the place of another: that one's counter would go."""
    with files.locked(_path(device.serial).with_suffix(".lock")):
        if holds(device.serial):
            raise KodboxExists(device.serial)
        _save(device)


def holds(serial: str) -> bool:
    return _path(serial).exists()


def serials() -> list[str]:
    return sorted(path.stem for path in _folder().glob("*.json"))


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "kodboxes"


def _path(serial: str) -> Path:
    """Return the device's file; only digits name one, so that no path leads out of the folder."""
    if not SERIAL.fullmatch(serial):
        raise NoSuchKodbox(serial)
    return _folder() / f"{serial}.json"


def _load(serial: str) -> Device:
    try:
        kept = json.loads(_path(serial).read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise NoSuchKodbox(serial) from missing
    kept["secret"] = bytes.fromhex(kept["secret"])
    kept["screen"] = Screen(kept["screen"])
    return Device(**kept)


def _save(device: Device) -> None:
    """Write beside the file and move into its place: a crash leaves the old file or the new one."""
    path = _path(device.serial)
    unfinished = path.with_suffix(".unfinished")
    files.write(unfinished, json.dumps(asdict(device) | {"secret": device.secret.hex()}, indent=2))
    unfinished.replace(path)
