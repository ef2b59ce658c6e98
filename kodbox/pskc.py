"""Reading a manufacturer's PSKC file (RFC 6030): the python-pskc library for the format and its
cryptography, and the rules here for what that library lets through.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pskc import PSKC
from pskc.exceptions import PSKCError
from pskc.key import EncryptedValue, Key

from kodbox.hotp import DIGITS, MIN_SECRET_BYTES

HOTP = "urn:ietf:params:xml:ns:keyprov:pskc:hotp"  # RFC 6030 section 10.1.1
MAX_FILE_BYTES = 100_000_000


class FileRefused(Exception):
    """The file as a whole cannot be read; the message says why."""


class PackageRefused(Exception):
    """One device of the file is refused; the message says why."""


@dataclass(frozen=True)
class Package:
    """What a file tells of one kodbox; the secrets are left out of its representation."""

    serial: str
    manufacturer: str
    model: str
    counter: int
    secret: bytes = field(repr=False)
    start_pin: str = field(repr=False)


def read(path: Path, transport_key: bytes | None, *, allow_plain: bool) -> list[Key]:
    """Return the file's HOTP keys, still closed, or raise FileRefused."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise FileRefused(f"The file is larger than {MAX_FILE_BYTES:,} bytes.")
    try:
        container = PSKC(str(path))
    except (PSKCError, ValueError):
        raise FileRefused("The file is not PSKC as RFC 6030 describes it.") from None
    container.encryption.key = transport_key
    if not allow_plain and container.mac.algorithm is None:
        raise FileRefused("The file has no MAC method, so that nobody could notice a change.")
    keys = list(container.keys)
    if not keys:
        raise FileRefused("The file holds no kodboxes.")
    return keys


def packages(keys: list[Key], *, allow_plain: bool) -> Iterator[Package | PackageRefused]:
    """Open one kodbox after the other; a refused one comes as the reason."""
    by_id = {key.id: key for key in keys}
    pin_ids = {key.policy.pin_key_id for key in keys if key.policy.pin_key_id}
    for key in keys:
        if key.id not in pin_ids:
            try:
                yield _package(key, by_id.get(key.policy.pin_key_id), allow_plain=allow_plain)
            except PackageRefused as reason:
                yield reason


def _package(key: Key, pin_key: Key | None, *, allow_plain: bool) -> Package:
    serial = str(key.serial or "")
    if not serial:
        raise PackageRefused(f"Key {key.id}: no serial number.")
    fault = _fault(key)
    if fault:
        raise PackageRefused(f"{serial}: {fault}")
    secret = _open(key, serial, allow_plain=allow_plain)
    if len(secret) < MIN_SECRET_BYTES:
        raise PackageRefused(f"{serial}: its secret is shorter than {MIN_SECRET_BYTES} bytes.")
    start_pin = _open(pin_key, serial, allow_plain=allow_plain) if pin_key else b""
    return Package(
        serial=serial,
        manufacturer=str(key.manufacturer or ""),
        model=str(key.model or ""),
        counter=int(key.counter or 0),
        secret=secret,
        start_pin=start_pin.decode("ascii"),
    )


def _fault(key: Key) -> str | None:
    if key.algorithm != HOTP:
        return "its algorithm is not HOTP."
    if key.response_encoding != "DECIMAL" or key.response_length != DIGITS:
        return f"its codes are not {DIGITS} decimal digits."
    return "it has no counter." if key.counter is None else None


def _open(key: Key, serial: str, *, allow_plain: bool) -> bytes:
    """Return a secret whose MAC holds, or one in plain text where that was asked for."""
    closed = key.__dict__.get("_secret")
    if isinstance(closed, EncryptedValue):
        if not closed.mac_value:
            raise PackageRefused(f"{serial}: its secret has no MAC.")
    elif not allow_plain:
        raise PackageRefused(f"{serial}: its secret is not encrypted (see --allow-plain).")
    try:
        secret = key.secret
    except (PSKCError, ValueError):
        raise PackageRefused(f"{serial}: its secret does not open with this key.") from None
    if not secret:
        raise PackageRefused(f"{serial}: it has no secret.")
    return secret
