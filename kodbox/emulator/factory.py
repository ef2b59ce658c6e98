"""Make devices, and the PSKC file (RFC 6030) from which the bank takes them into stock."""

import io
import secrets
from pathlib import Path

from pskc import PSKC

from kodbox.emulator import files, shelf
from kodbox.emulator.device import (
    CODE_LENGTH,
    DIGITS,
    MAX_WRONG_PINS,
    PIN_LENGTH,
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


class SerialOutOfRange(ValueError):
    pass


def make(count: int, first_serial: int, pskc_file: Path, key_file: Path) -> list[str]:
    """Make devices with consecutive serials, and return the serials.

    The files for the bank are written first, and never overwrite another file: without them the
    bank could not use the devices.
    """
    if count < 1 or not 0 <= first_serial <= 10**SERIAL_LENGTH - count:
        raise SerialOutOfRange("Make at least one kodbox, with serials of at most ten digits.")
    devices = [_assemble(first_serial + index) for index in range(count)]
    for device in devices:
        if shelf.exists(device.serial):
            raise shelf.KodboxExists(device.serial)
    key = secrets.token_bytes(16)
    files.write(key_file, key.hex() + "\n", "x")
    files.write(pskc_file, _pskc(devices, key), "x")
    for device in devices:
        shelf.add(device)
    return [device.serial for device in devices]


def _assemble(serial: int) -> Device:
    return Device(
        serial=f"{serial:0{SERIAL_LENGTH}}",
        secret=secrets.token_bytes(SECRET_BYTES),
        start_pin=_generate_start_pin(),
    )


def _generate_start_pin() -> str:
    pin = "".join(secrets.choice(DIGITS) for _ in range(PIN_LENGTH))
    return _generate_start_pin() if is_too_easy(pin) else pin


def _pskc(devices: list[Device], key: bytes) -> str:
    """Return the PSKC file, with AES-128-CBC and a MAC for each secret (RFC 6030 section 6.1)."""
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
        **_common(device),
        id=device.serial,
        algorithm=HOTP,
        response_length=CODE_LENGTH,
        secret=device.secret,
        counter=device.counter,
        policy__pin_key_id=_pin_key_id(device),
        policy__pin_usage="Local",
        policy__pin_max_failed_attempts=MAX_WRONG_PINS,
        policy__pin_min_length=PIN_LENGTH,
        policy__pin_max_length=PIN_LENGTH,
        policy__pin_encoding="DECIMAL",
    )
    key.policy.key_usage = [key.policy.KEY_USE_OTP]


def _add_pin_key(pskc: PSKC, device: Device) -> None:
    """Add the Start-PIN as a separate key package (RFC 6030, figure 5)."""
    pskc.add_key(
        **_common(device),
        id=_pin_key_id(device),
        algorithm=PIN,
        response_length=PIN_LENGTH,
        secret=device.start_pin.encode(),
    )


def _common(device: Device) -> dict[str, str]:
    return {
        "manufacturer": MANUFACTURER,
        "model": MODEL,
        "serial": device.serial,
        "issuer": MANUFACTURER,
        "response_encoding": "DECIMAL",
    }


def _pin_key_id(device: Device) -> str:
    return f"{device.serial}-pin"
