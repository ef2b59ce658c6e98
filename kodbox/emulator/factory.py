"""The factory: makes kodboxes, and the PSKC file (RFC 6030) that tells the bank what is in them."""

import io
import secrets
from pathlib import Path

from pskc import PSKC

from kodbox.emulator import files, shelf
from kodbox.emulator.device import (
    CODE_LENGTH,
    DIGITS,
    PIN_LENGTH,
    WRONG_PINS_ALLOWED,
    Device,
    is_too_easy,
)

MANUFACTURER = "Hembanken Demo"
MODEL = "Kodbox"
HOTP = "urn:ietf:params:xml:ns:keyprov:pskc:hotp"
PIN = "urn:ietf:params:xml:ns:keyprov:pskc:pin"
KEY_NAME = "Hembanken Demo transport key"
SECRET_BYTES = 20
SERIAL_LENGTH = 10


class SerialsRunOut(ValueError):
    pass


def make(count: int, first_serial: int, pskc_file: Path, key_file: Path) -> list[str]:
    """Make so many kodboxes with serials that follow one another, and return the serials.

    What the bank needs is written first and never over another file: a kodbox that no file tells
    of could not be put to use.
    """
    if count < 1 or not 0 <= first_serial <= 10**SERIAL_LENGTH - count:
        raise SerialsRunOut(first_serial)
    devices = [_assemble(first_serial + place) for place in range(count)]
    for device in devices:
        if shelf.holds(device.serial):
            raise shelf.KodboxExists(device.serial)
    key = secrets.token_bytes(16)
    files.write(key_file, key.hex() + "\n", "x")
    files.write(pskc_file, _pskc(devices, key), "x")
    for device in devices:
        shelf.put(device)
    return [device.serial for device in devices]


def _assemble(serial: int) -> Device:
    return Device(
        serial=f"{serial:0{SERIAL_LENGTH}}",
        secret=secrets.token_bytes(SECRET_BYTES),
        start_pin=_draw_start_pin(),
    )


def _draw_start_pin() -> str:
    pin = "".join(secrets.choice(DIGITS) for _ in range(PIN_LENGTH))
    return _draw_start_pin() if is_too_easy(pin) else pin


def _pskc(devices: list[Device], key: bytes) -> str:
    """Return the file's text: secrets under AES-128-CBC with a MAC each, as in RFC 6030, 6.1."""
    pskc = PSKC()
    pskc.mac.setup(algorithm="hmac-sha256")
    pskc.encryption.setup_preshared_key(key=key, algorithm="aes128-cbc", key_name=KEY_NAME)
    for device in devices:
        _add_otp_key(pskc, device)
        _add_pin_key(pskc, device)
    text = io.StringIO()
    pskc.write(text)
    return text.getvalue()


def _add_otp_key(pskc: PSKC, device: Device) -> None:
    key = pskc.add_key(
        **_package(device),
        id=device.serial,
        algorithm=HOTP,
        response_length=CODE_LENGTH,
        secret=device.secret,
        counter=device.counter,
        policy__pin_key_id=_pin_key_id(device),
        policy__pin_usage="Local",
        policy__pin_max_failed_attempts=WRONG_PINS_ALLOWED,
        policy__pin_min_length=PIN_LENGTH,
        policy__pin_max_length=PIN_LENGTH,
        policy__pin_encoding="DECIMAL",
    )
    key.policy.key_usage = [key.policy.KEY_USE_OTP]


def _add_pin_key(pskc: PSKC, device: Device) -> None:
    """Add the Start-PIN as a key package of its own, as in figure 5 of RFC 6030."""
    pskc.add_key(
        **_package(device),
        id=_pin_key_id(device),
        algorithm=PIN,
        response_length=PIN_LENGTH,
        secret=device.start_pin.encode(),
    )


def _package(device: Device) -> dict[str, str]:
    return {
        "manufacturer": MANUFACTURER,
        "model": MODEL,
        "serial": device.serial,
        "issuer": MANUFACTURER,
        "response_encoding": "DECIMAL",
    }


def _pin_key_id(device: Device) -> str:
    return f"{device.serial}-pin"
