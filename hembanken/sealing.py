"""What is encrypted at rest: AES-256-GCM bound to its own row, and the keyed index to find it by.

A sealed value is ``version (2 bytes) || nonce (12) || ciphertext and tag``. Its place (table,
column, row) is authenticated with it, so that a value moved to another row does not open.
"""

import hashlib
import hmac
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.models import Model

from hembanken.keys import KeysMissing, keyring

VERSION_BYTES = 2
NONCE_BYTES = 12  # NIST SP 800-38D section 8.2


class SealBroken(Exception):
    """The sealed value was altered, moved from its place, or made with another key."""


def seal(value: bytes, place: str) -> bytes:
    """Encrypt a value for one place, with the current key."""
    version, key = keyring().current("seal")
    nonce = os.urandom(NONCE_BYTES)
    return (
        version.to_bytes(VERSION_BYTES) + nonce + _cipher(key).encrypt(nonce, value, place.encode())
    )


def unseal(sealed: bytes | memoryview, place: str) -> bytes:
    """Return the value that was sealed for this place, or raise SealBroken."""
    sealed = bytes(sealed)  # PostgreSQL and SQLite read binary columns as different types.
    nonce = sealed[VERSION_BYTES : VERSION_BYTES + NONCE_BYTES]
    try:
        key = keyring().version("seal", int.from_bytes(sealed[:VERSION_BYTES]))
        return _cipher(key).decrypt(nonce, sealed[VERSION_BYTES + NONCE_BYTES :], place.encode())
    except (InvalidTag, KeysMissing, ValueError):
        raise SealBroken(f"The sealed value of {place} does not open.") from None


def place_of(row: Model, column: str) -> str:
    """Name the one place that a column's sealed value belongs to."""
    return f"{row._meta.db_table}.{column}:{row.pk}"


def index(value: str) -> bytes:
    """Return the keyed index (32 bytes) under which a number is found without being stored."""
    return indexes(value)[0]


def indexes(value: str) -> tuple[bytes, ...]:
    """Return the index by the current key, and by each other one that the key file has."""
    told = value.encode()
    keys = keyring().versions("index").values()
    return tuple(hmac.digest(key, told, hashlib.sha256) for key in keys)


def claims(value: str) -> tuple[bytes, ...]:
    """Return every index of a value from the oldest on, and at last the one that it is to have."""
    keys = keyring().versions("index")
    by_number = dict(zip(keys, indexes(value), strict=True))
    return (*(by_number[number] for number in sorted(keys)), by_number[next(iter(keys))])


@cache
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)
