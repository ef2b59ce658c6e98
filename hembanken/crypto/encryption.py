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
    """The encrypted value was altered, moved, or made with another key."""


def encrypt(value: bytes, associated_data: str) -> bytes:
    """Encrypt a value with the current key and bind it to its associated data."""
    version, key = keyring().current("encryption")
    nonce = os.urandom(NONCE_BYTES)
    ciphertext = _cipher(key).encrypt(nonce, value, associated_data.encode())
    return version.to_bytes(VERSION_BYTES) + nonce + ciphertext


def decrypt(encrypted: bytes | memoryview, associated_data: str) -> bytes:
    """Return the value that was encrypted with this associated data, or raise DecryptionFailed."""
    encrypted = bytes(encrypted)  # PostgreSQL and SQLite read binary columns as different types.
    version, rest = encrypted[:VERSION_BYTES], encrypted[VERSION_BYTES:]
    try:
        key = keyring().version("encryption", int.from_bytes(version))
        nonce, ciphertext = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        return _cipher(key).decrypt(nonce, ciphertext, associated_data.encode())
    except (InvalidTag, KeysMissing, ValueError):
        raise DecryptionFailed(f"The value of {associated_data} cannot be decrypted.") from None


def encrypt_column(row: Model, column: str, value: bytes) -> None:
    """Set a column to the encrypted value, bound to this row, without saving the row."""
    setattr(row, column, encrypt(value, _associated_data(row, column)))


def decrypt_column(row: Model, column: str) -> bytes:
    """Return the value that was encrypted for this column of this row."""
    return decrypt(getattr(row, column), _associated_data(row, column))


def _associated_data(row: Model, column: str) -> str:
    return f"{row._meta.db_table}.{column}:{row.pk}"


@cache
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)
