"""The key file: what the database's thief does not have, one key for each purpose and version.

The file is JSON, ``{purpose: {version: key in base64}}``, readable by its owner only. The
highest version of a purpose is its current key; older ones open what was made with them.
"""

import base64
import json
import os
import secrets
import stat
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

PURPOSES = ("django", "index", "journal", "pepper", "seal", "session")
KEY_BYTES = 32
OTHERS_MAY = stat.S_IRWXG | stat.S_IRWXO


class KeysMissing(Exception):
    """There is no usable key file; the message says what to do about it."""


@dataclass(frozen=True)
class Keyring:
    """The keys of one file, found by purpose and version."""

    keys: dict[str, dict[int, bytes]]

    def current(self, purpose: str) -> tuple[int, bytes]:
        """Return the version and the 32 bytes that new work is done with."""
        versions = self.keys[purpose]
        newest = max(versions)
        return newest, versions[newest]

    def version(self, purpose: str, number: int) -> bytes:
        """Return the 32 bytes that older work was done with, or raise KeysMissing."""
        try:
            return self.keys[purpose][number]
        except KeyError:
            raise KeysMissing(f"The key file has no version {number} for {purpose}.") from None


def keyring() -> Keyring:
    """Return the keys of this process, read once from the file that the settings name."""
    return _cached(settings.HEMBANKEN_KEYS)


def create(path: str | os.PathLike[str]) -> None:
    """Write a new key file with one key for each purpose; an existing file is never replaced."""
    content = {
        purpose: {"1": base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}
        for purpose in PURPOSES
    }
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(content, file, indent=2)
        file.flush()
        os.fsync(file.fileno())


def read(path: str) -> Keyring:
    """Return the keys of a file, or raise KeysMissing with a sentence that says how to mend it."""
    if not path:
        raise KeysMissing(
            "HEMBANKEN_KEYS names no key file. Make one with: manage.py new_keys FILE"
        )
    try:
        if os.name == "posix" and os.stat(path).st_mode & OTHERS_MAY:
            raise KeysMissing(f"Others than its owner may use the key file {path}: chmod 600 it.")
        content = json.loads(Path(path).read_text(encoding="ascii"))
        return Keyring({purpose: _versions(content[purpose]) for purpose in PURPOSES})
    except OSError as error:
        raise KeysMissing(
            f"The key file {path} cannot be read ({error.strerror}). HEMBANKEN_KEYS names it; "
            "make one with: manage.py new_keys FILE"
        ) from None
    except (AttributeError, KeyError, TypeError, ValueError):
        raise KeysMissing(
            f"The key file {path} is damaged: it needs the purposes {', '.join(PURPOSES)}, each "
            f"with versions of {KEY_BYTES} bytes in base64. Restore it from its copy."
        ) from None


def django_secret_key(path: str) -> str:
    """Return Django's SECRET_KEY, or nothing while there is no key file, which a check reports."""
    try:
        return read(path).current("django")[1].hex()
    except KeysMissing:
        return ""


@cache
def _cached(path: str) -> Keyring:
    return read(path)


def _versions(content: dict[str, str]) -> dict[int, bytes]:
    versions = {
        int(number): base64.b64decode(key, validate=True) for number, key in content.items()
    }
    if not versions or any(len(key) != KEY_BYTES for key in versions.values()):
        raise ValueError("a key has the wrong length")
    return versions
