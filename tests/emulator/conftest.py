"""Emulated devices, and an empty shelf for each test."""

from pathlib import Path

import pytest

from kodbox.emulator import shelf
from kodbox.emulator.device import Device

SECRET = b"12345678901234567890"  # RFC 4226, Appendix D
START_PIN = "1379"
PIN = "4817"


@pytest.fixture(autouse=True)
def var_dir(settings, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def new_device() -> Device:
    return Device("1000000001", SECRET, START_PIN)


@pytest.fixture
def device() -> Device:
    """A device whose PIN has been chosen."""
    return Device("1000000001", SECRET, START_PIN, pin=PIN)


@pytest.fixture
def serial(device: Device) -> str:
    """The serial of that device, on the shelf."""
    shelf.add(device)
    return device.serial
