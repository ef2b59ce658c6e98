"""The demonstration's kodboxes: made in the emulated factory, and pressed.

The bank never imports the emulator: it reads the factory's file, and runs the command ``kodbox``.
"""

from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from kodbox.models import Device

MANUFACTURER = "Hembanken Demo"  # as the factory's file names it
FIRST_SERIAL = 1_000_000_001


def manufacture(count: int) -> list[str]:
    """Make kodboxes in the emulated factory, import its file, and return their serial numbers."""
    made_here = Device.objects.filter(manufacturer=MANUFACTURER).order_by("-serial")
    newest = made_here.values_list("serial", flat=True).first()
    first = int(newest) + 1 if newest else FIRST_SERIAL
    folder = Path(settings.VAR_DIR)
    pskc, key = folder / f"kodboxes-{first}.pskc", folder / f"kodboxes-{first}.key"
    options = {"count": count, "first": first, "pskc": pskc, "key_file": key}
    call_command("make_kodboxes", **options, stdout=StringIO())
    call_command("import_kodboxes", pskc, key_file=key, stdout=StringIO())
    return [str(serial) for serial in range(first, first + count)]


def press(serial: str, keys: str) -> str:
    """Press the keys of a kodbox, and return what it displays."""
    return _use(serial, press=keys)


def start_pin(serial: str) -> str:
    return _use(serial, show_start_pin=True)


def describe(serial: str) -> dict[str, str]:
    """Return what the demonstration's page shows of a kodbox; `pin` is empty until chosen."""
    pin = _use(serial, show_pin=True)
    return {"serial": serial, "start_pin": start_pin(serial), "pin": pin}


def _use(serial: str, **options: Any) -> str:
    display = StringIO()
    call_command("kodbox", serial, stdout=display, **options)
    return display.getvalue().strip()
