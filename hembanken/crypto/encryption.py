"""Encrypt columns at rest: AES-256-GCM, bound to table, column and row.

An encrypted value is ``version (2 bytes) || nonce (12) || ciphertext and tag``. Its associated data
(table, column, row) is authenticated with it: a value moved to another row cannot be decrypted.
"""

import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.models import Model

from hembanken.crypto.keys import KeysMissing, keyring

VERSION_BYTES = 2


NONCE_BYTES = 12  # NIST SP 800-38D section 8.2


class DecryptionFailed(Exception):
    """The encrypted value was altered, moved from its place, or made with another key."""


def encrypt(value: bytes, place: str) -> bytes:
    """Encrypt a value for one place, with the current key."""
    version, key = keyring().current("encryption")
    nonce = os.urandom(NONCE_BYTES)
    return (
        version.to_bytes(VERSION_BYTES) + nonce + _cipher(key).encrypt(nonce, value, place.encode())
    )


def decrypt(encrypted: bytes | memoryview, place: str) -> bytes:
    """Return the value that was encrypted for this place, or raise DecryptionFailed."""
    encrypted = bytes(encrypted)  # PostgreSQL and SQLite read binary columns as different types.
    nonce = encrypted[VERSION_BYTES : VERSION_BYTES + NONCE_BYTES]
    try:
        key = keyring().version("encryption", int.from_bytes(encrypted[:VERSION_BYTES]))
        return _cipher(key).decrypt(nonce, encrypted[VERSION_BYTES + NONCE_BYTES :], place.encode())
    except (InvalidTag, KeysMissing, ValueError):
        raise DecryptionFailed(f"The encrypted value of {place} does not open.") from None


def associated_data(row: Model, column: str) -> str:
    """Name the one place that a column's encrypted value belongs to."""
    return f"{row._meta.db_table}.{column}:{row.pk}"


@cache
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)
