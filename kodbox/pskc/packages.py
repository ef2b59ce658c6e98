"""Check and decrypt the key packages of a PSKC file (RFC 6030), more strictly than python-pskc."""

import datetime
import re
from dataclasses import dataclass, field

from django.utils import timezone
from pskc.algorithms import normalise_algorithm
from pskc.exceptions import PSKCError
from pskc.key import EncryptedValue, Key

from kodbox.hotp import DIGITS, MIN_SECRET_BYTES
from kodbox.models import MAX_STORED_COUNTER

HOTP = "urn:ietf:params:xml:ns:keyprov:pskc:hotp"  # RFC 6030 section 10.1.1
CIPHERS = re.compile(r"aes(128|192|256)-cbc")  # with a MAC for each value
KEY_WRAPS = re.compile(r"kw-aes-?(128|192|256)(-pad)?")  # RFC 3394, RFC 5649: authenticated
SERIAL = re.compile(r"[0-9A-Za-z-]{1,40}")
START_PIN = re.compile(rb"[0-9]{4}")


class DeviceRefused(Exception):
    """The key package of a device is refused; the message names the device and says why."""

    def __init__(self, key: Key, reason: str) -> None:
        super().__init__(f"{key.serial or f'key {key.id}'}: {reason}")


@dataclass(frozen=True)
class Decryption:
    """How a file is decrypted: with a transport key, a passphrase, or not at all."""

    transport_key: bytes | None = field(default=None, repr=False)
    passphrase: str | None = field(default=None, repr=False)
    allow_plain: bool = False


@dataclass(frozen=True)
class Package:
    """The key package of one device, decrypted. Its representation leaves out the secrets."""

    serial: str
    manufacturer: str
    model: str
    counter: int
    expires_at: datetime.datetime | None
    pin_policy: str
    secret: bytes = field(repr=False)
    start_pin: str = field(repr=False)


def checked(key: Key, pin_key: Key | None, decryption: Decryption) -> Package | DeviceRefused:
    """Return the package of a key, or the reason why it is refused."""
    try:
        return _package(key, pin_key, decryption)
    except DeviceRefused as reason:
        return reason
    except (PSKCError, TypeError, ValueError):
        return DeviceRefused(key, "it cannot be decrypted with this key.")


def _package(key: Key, pin_key: Key | None, decryption: Decryption) -> Package:
    _refuse_unusable(key)
    secret = _decrypt(key, decryption)
    if len(secret) < MIN_SECRET_BYTES:
        raise DeviceRefused(key, f"its secret is shorter than {MIN_SECRET_BYTES} bytes.")
    start_pin = _decrypt(pin_key, decryption) if pin_key else b""
    if pin_key and not START_PIN.fullmatch(start_pin):
        raise DeviceRefused(key, "its Start-PIN is not four digits.")
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


def _refuse_unusable(key: Key) -> None:
    """Refuse a key that the bank cannot use, by what is not encrypted."""
    now, policy = timezone.now(), key.policy
    for is_wrong, reason in (
        (not SERIAL.fullmatch(str(key.serial or "")), "it has no usable serial number."),
        (key.algorithm != HOTP, "its algorithm is not HOTP."),
        (
            key.response_encoding != "DECIMAL" or key.response_length != DIGITS,
            f"its codes are not {DIGITS} decimal digits.",
        ),
        (key.algorithm_suite not in (None, "HMAC-SHA1"), "its codes are not of HMAC-SHA1."),
        (key.counter is None, "it has no counter."),
        (not 0 <= (key.counter or 0) <= MAX_STORED_COUNTER, "its counter is out of range."),
        (policy.unknown_policy_elements, "its policy has unknown rules."),
        (not policy.may_use(policy.KEY_USE_OTP, now), "its policy does not allow codes now."),
        (not _is_valid(key, now), "it has expired, or is not valid yet."),
    ):
        if is_wrong:
            raise DeviceRefused(key, reason)


def _decrypt(key: Key, decryption: Decryption) -> bytes:
    """Return a secret whose MAC is right, or a plain one if plain secrets are allowed."""
    encrypted = key.__dict__.get("_secret")
    if isinstance(encrypted, EncryptedValue):
        _refuse_unauthenticated(key, encrypted)
        mac = key.device.pskc.mac
        mac.key = mac.key  # The library would decrypt the MACKey again for each value.
    elif not decryption.allow_plain:
        raise DeviceRefused(key, "its secret is not encrypted (see --allow-plain).")
    secret: bytes | None = key.secret
    if not secret:
        raise DeviceRefused(key, "it has no secret.")
    return secret


def _refuse_unauthenticated(key: Key, encrypted: EncryptedValue) -> None:
    """Refuse a ciphertext without authentication, which the library accepts."""
    algorithm = encrypted.algorithm or key.device.pskc.encryption.algorithm
    name = str(normalise_algorithm(algorithm)).rsplit("#")[-1]
    if KEY_WRAPS.fullmatch(name):
        return
    if not CIPHERS.fullmatch(name):
        raise DeviceRefused(key, f"its secret is encrypted with {algorithm}.")
    if not encrypted.mac_value or not key.device.pskc.mac.algorithm:
        raise DeviceRefused(key, "its secret has no MAC.")


def _is_valid(key: Key, now: datetime.datetime) -> bool:
    start, end = _aware(key.start_date), _aware(key.expiry_date)
    return (start is None or start <= now) and (end is None or now < end)


def _aware(time: datetime.datetime | None) -> datetime.datetime | None:
    """Return a time without a time zone as UTC."""
    return time.replace(tzinfo=time.tzinfo or datetime.UTC) if time else None


def _pin_policy(key: Key) -> str:
    """Describe the PIN policy of the device for the operator (C12)."""
    policy = key.policy
    if policy.pin_min_length is None and policy.pin_max_failed_attempts is None:
        return ""
    return (
        f"PIN of {policy.pin_min_length or '?'} to {policy.pin_max_length or '?'} characters, "
        f"{policy.pin_max_failed_attempts or '?'} wrong attempts"
    )
