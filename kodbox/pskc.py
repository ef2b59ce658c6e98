"""Reading a manufacturer's PSKC file (RFC 6030), one key package at a time.

The python-pskc library knows the format and its cryptography; the rules here are for what that
library lets through. No more of the file is held than the packages that wait for their PIN.
"""

import datetime
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils import timezone
from pskc import PSKC
from pskc.algorithms import normalise_algorithm
from pskc.exceptions import PSKCError
from pskc.key import EncryptedValue, Key
from pskc.parser import PSKCParser
from pskc.xml import remove_namespaces

from kodbox.hotp import DIGITS, MIN_SECRET_BYTES
from kodbox.models import MAX_STORED_COUNTER

NAMESPACE = "{urn:ietf:params:xml:ns:keyprov:pskc}"
PACKAGE = f"{NAMESPACE}KeyPackage"
HOTP = "urn:ietf:params:xml:ns:keyprov:pskc:hotp"  # RFC 6030 section 10.1.1
SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
PIN = "urn:ietf:params:xml:ns:keyprov:pskc:pin"  # RFC 6030 section 10.2
CIPHERS = re.compile(r"aes(128|192|256)-cbc")  # each value with a MAC of its own
KEY_WRAPS = re.compile(r"kw-aes-?(128|192|256)(-pad)?")  # RFC 3394, RFC 5649: sound by themselves
MACS = re.compile(r"hmac-sha(1|224|256|384|512)")
SERIAL = re.compile(r"[0-9A-Za-z-]{1,40}")
START_PIN = re.compile(rb"[0-9]{4}")
MAX_PACKAGE_BYTES = 1_000_000
MAX_ITERATIONS = 10_000_000  # of PBKDF2: some seconds of work


class FileRefused(Exception):
    """The file as a whole is refused; the message says why."""


class DeviceRefused(Exception):
    """One device of the file is refused; the message names it and says why."""


@dataclass(frozen=True)
class Secrets:
    """What opens the file: a transport key or a passphrase, or the leave to take plain secrets."""

    key: bytes | None = field(default=None, repr=False)
    passphrase: str | None = field(default=None, repr=False)
    allow_plain: bool = False


@dataclass(frozen=True)
class Package:
    """What a file tells of one kodbox; the secrets are left out of its representation."""

    serial: str
    manufacturer: str
    model: str
    counter: int
    expires_at: datetime.datetime | None
    pin_policy: str
    secret: bytes = field(repr=False)
    start_pin: str = field(repr=False)


def read(file: IO[bytes], secrets: Secrets) -> Iterator[Package | DeviceRefused]:
    """Yield one kodbox after the other, a refused one as the reason; or raise FileRefused."""
    pins: dict[str, Key] = {}
    waiting: dict[str, Key] = {}
    is_empty = True
    for key in _keys(file, secrets):
        is_empty = False
        pin_id = key.id if key.algorithm == PIN else key.policy.pin_key_id
        if not pin_id:
            yield _judged(key, None, secrets)
            continue
        (pins if key.algorithm == PIN else waiting)[pin_id] = key
        if pin_id in pins and pin_id in waiting:
            yield _judged(waiting.pop(pin_id), pins.pop(pin_id), secrets)
    for pin_id, key in waiting.items():
        yield DeviceRefused(f"{_name(key)}: the file lacks its PIN {pin_id}.")
    if is_empty:
        raise FileRefused("The file holds no kodboxes.")


def _keys(file: IO[bytes], secrets: Secrets) -> Iterator[Key]:
    """Yield the keys of one package after the other, still closed, or raise FileRefused."""
    try:
        yield from _parsed(file, secrets)
    except DefusedXmlException:
        raise FileRefused("The file declares entities or a document type.") from None
    except ParseError as fault:
        line, _column = fault.position
        raise FileRefused(f"The file is no whole XML: it breaks at line {line}.") from None
    except (PSKCError, AttributeError, TypeError, ValueError):
        raise FileRefused("The file is not PSKC as RFC 6030 describes it.") from None


class Portions:
    """A file of which no single part may grow without end, since a part is held whole."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.size = 0

    def read(self, count: int = -1, /) -> bytes:
        portion = self.file.read(count)
        self.size += len(portion)
        if self.size > MAX_PACKAGE_BYTES:
            raise FileRefused("A part of the file is too large for what one kodbox needs.")
        return portion


def _parsed(file: IO[bytes], secrets: Secrets) -> Iterator[Key]:
    """Hand each package to the library as soon as it is whole, and forget it."""
    container: PSKC | None = None
    portions = Portions(file)
    events = iterparse(portions, events=("start", "end"), forbid_dtd=True)
    _event, root = next(events)
    _refuse_other_formats(root)
    for event, element in events:
        if event == "end" and element.tag == SIGNATURE:
            raise FileRefused("The file is signed, and nothing here verifies signatures.")
        if event == "end" and element.tag == PACKAGE:
            container = container or _container(root, secrets)
            yield from _keys_of(container, element)
            root.clear()
            portions.size = 0


def _refuse_other_formats(root: Element) -> None:
    if root.tag != f"{NAMESPACE}KeyContainer":
        raise FileRefused("The file is not PSKC: it begins with something else.")
    if root.get("Version") != "1.0":
        raise FileRefused("The file is not PSKC version 1.0 (RFC 6030 section 4).")


def _container(root: Element, secrets: Secrets) -> PSKC:
    """Return a container with what stands before the packages: encryption and MAC method."""
    head = Element(root.tag, root.attrib)
    head.extend(itertools.takewhile(lambda child: child.tag != PACKAGE, root))
    container = PSKC()
    PSKCParser.parse_document(container, head)
    mac = container.mac.algorithm
    if mac and not MACS.fullmatch(mac.rsplit("#")[-1]):
        raise FileRefused(f"The file's MAC method {mac} is not among those that are accepted.")
    container.encryption.key = secrets.key or _derived(container, secrets.passphrase)
    return container


def _derived(container: PSKC, passphrase: str | None) -> bytes | None:
    """Return the key that PBKDF2 makes of a passphrase (RFC 6030 section 6.2)."""
    if passphrase is None:
        return None
    iterations = container.encryption.derivation.pbkdf2_iterations
    if not iterations or not 1 <= iterations <= MAX_ITERATIONS:
        raise FileRefused("The file says nothing usable of how its passphrase makes a key.")
    container.encryption.derive_key(passphrase)
    key: bytes | None = container.encryption.key
    return key


def _keys_of(container: PSKC, element: Element) -> list[Key]:
    container.devices.clear()
    remove_namespaces(element)
    device = container.add_device()
    PSKCParser.parse_key_package(device, element)
    return list(device.keys)


def _judged(key: Key, pin_key: Key | None, secrets: Secrets) -> Package | DeviceRefused:
    try:
        return _package(key, pin_key, secrets)
    except DeviceRefused as reason:
        return reason


def _package(key: Key, pin_key: Key | None, secrets: Secrets) -> Package:
    fault = _fault(key)
    if fault:
        raise DeviceRefused(f"{_name(key)}: {fault}")
    secret = _open(key, secrets)
    if len(secret) < MIN_SECRET_BYTES:
        raise DeviceRefused(f"{_name(key)}: its secret is shorter than {MIN_SECRET_BYTES} bytes.")
    start_pin = _open(pin_key, secrets) if pin_key else b""
    if pin_key and not START_PIN.fullmatch(start_pin):
        raise DeviceRefused(f"{_name(key)}: its Start-PIN is not four digits.")
    return Package(
        serial=str(key.serial),
        manufacturer=str(key.manufacturer or ""),
        model=str(key.model or ""),
        counter=int(key.counter or 0),
        expires_at=_aware(key.expiry_date or key.policy.expiry_date),
        pin_policy=_pin_policy(key),
        secret=secret,
        start_pin=start_pin.decode("ascii"),
    )


def _fault(key: Key) -> str | None:
    """Return why the bank can't use this key, as far as it is seen without opening it."""
    for is_wrong, why in (
        (not SERIAL.fullmatch(str(key.serial or "")), "it has no usable serial number."),
        (key.algorithm != HOTP, "its algorithm is not HOTP."),
        (
            key.response_encoding != "DECIMAL" or key.response_length != DIGITS,
            f"its codes are not {DIGITS} decimal digits.",
        ),
        (key.algorithm_suite not in (None, "HMAC-SHA1"), "its codes are not of HMAC-SHA1."),
        (key.counter is None, "it has no counter."),
        (not 0 <= (key.counter or 0) <= MAX_STORED_COUNTER, "its counter is out of range."),
        (key.policy.unknown_policy_elements, "its policy has rules that nobody here knows."),
        (not key.policy.may_use(key.policy.KEY_USE_OTP), "its policy does not allow codes now."),
        (not _is_valid_now(key), "it has expired, or is not valid yet."),
    ):
        if is_wrong:
            return why
    return None


def _open(key: Key, secrets: Secrets) -> bytes:
    """Return a secret whose MAC holds, or one in plain text where that was asked for."""
    closed = key.__dict__.get("_secret")
    if isinstance(closed, EncryptedValue):
        _refuse_unsound(key, closed)
    elif not secrets.allow_plain:
        raise DeviceRefused(f"{_name(key)}: its secret is not encrypted (see --allow-plain).")
    try:
        secret: bytes | None = key.secret
    except (PSKCError, TypeError, ValueError):
        raise DeviceRefused(f"{_name(key)}: its secret does not open with this key.") from None
    if not secret:
        raise DeviceRefused(f"{_name(key)}: it has no secret.")
    return secret


def _refuse_unsound(key: Key, closed: EncryptedValue) -> None:
    """Refuse a ciphertext that could have been changed unnoticed, which the library accepts."""
    algorithm = closed.algorithm or key.device.pskc.encryption.algorithm
    if _is_wrapped(algorithm):
        return
    if not CIPHERS.fullmatch(str(normalise_algorithm(algorithm)).rsplit("#")[-1]):
        raise DeviceRefused(f"{_name(key)}: its secret is encrypted with {algorithm}.")
    if not closed.mac_value or not key.device.pskc.mac.algorithm:
        raise DeviceRefused(f"{_name(key)}: its secret has no MAC.")


def _is_wrapped(algorithm: str | None) -> bool:
    name = str(normalise_algorithm(algorithm) or "").rsplit("#")[-1]
    return KEY_WRAPS.fullmatch(name) is not None


def _is_valid_now(key: Key) -> bool:
    now = timezone.now()
    start, end = _aware(key.start_date), _aware(key.expiry_date)
    return (start is None or start <= now) and (end is None or now < end)


def _aware(moment: datetime.datetime | None) -> datetime.datetime | None:
    """Read a time without a zone as UTC."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=datetime.UTC)


def _pin_policy(key: Key) -> str:
    """Say in words what the file tells of the device's PIN (C12)."""
    policy = key.policy
    if policy.pin_min_length is None and policy.pin_max_failed_attempts is None:
        return ""
    return (
        f"PIN of {policy.pin_min_length or '?'} to {policy.pin_max_length or '?'} characters, "
        f"{policy.pin_max_failed_attempts or '?'} wrong attempts"
    )


def _name(key: Key) -> str:
    return str(key.serial or f"key {key.id}")
