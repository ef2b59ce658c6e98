"""The key file, kept apart from the database: one key for each purpose and version.

The file is JSON, ``{purpose: {version: key in base64}}``, readable by its owner only. The
highest version of a purpose is its current key; older versions read what was made with them.
``since`` says when a newer version becomes current, so that every process knows it by then.
"""

import base64
import json
import logging
import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

PURPOSES = ("django", "index", "audit", "pepper", "encryption", "session")
KEY_BYTES = 32
log = logging.getLogger(__name__)
_read: dict[str, tuple[tuple[int, ...], "Keyring"]] = {}


class KeysMissing(Exception):
    """There is no usable key file; the message says what to do about it."""


@dataclass(frozen=True)
class Keyring:
    """The keys of one file, found by purpose and version."""

    keys: dict[str, dict[int, bytes]] = field(repr=False)
    since: dict[str, dict[int, float]] = field(default_factory=dict)

    def current(self, purpose: str) -> tuple[int, bytes]:
        """Return the current version and its key (32 bytes)."""
        return next(iter(self.versions(purpose).items()))

    def versions(self, purpose: str) -> dict[int, bytes]:
        """Return every version: the current one first, then the newest first."""
        newest_first = dict(sorted(self.keys[purpose].items(), reverse=True))
        since = self.since.get(purpose)
        if not since:
            return newest_first
        in_force = (number for number in newest_first if since.get(number, 0) <= time.time())
        current = next(in_force, min(newest_first))
        return {current: newest_first[current]} | newest_first

    def version(self, purpose: str, number: int) -> bytes:
        """Return the key of a version (32 bytes), or raise KeysMissing."""
        try:
            return self.keys[purpose][number]
        except KeyError:
            raise KeysMissing(f"The key file has no version {number} for {purpose}.") from None


def keyring() -> Keyring:
    """Return the keys of the configured file, or the ones last read if the file is unusable now."""
    path = settings.HEMBANKEN_KEYS
    signature = _signature(path)
    known = _read.get(path)
    if known is None or known[0] != signature:
        known = _read[path] = (signature, _reread(path, known and known[1]))
    return known[1]


def create(path: str | os.PathLike[str]) -> None:
    """Write a new key file with one key for each purpose, or raise FileExistsError."""
    write(path, {purpose: {"1": new_key()} for purpose in PURPOSES})


def new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def write(path: str | os.PathLike[str], content: dict[str, Any]) -> None:
    """Write a new file, readable by its owner only, and flush it to the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(content, file, indent=2)
        file.flush()
        os.fsync(file.fileno())


def read(path: str) -> Keyring:
    """Return the keys of a file, or raise KeysMissing with a message that says what to do."""
    if not path:
        raise KeysMissing("HEMBANKEN_KEYS names no key file. Make one: manage.py new_keys FILE")
    try:
        if os.stat(path).st_mode & 0o077:
            raise KeysMissing(
                f"Other users than its owner may use the key file {path}: chmod 600 it."
            )
        content = json.loads(Path(path).read_text(encoding="ascii"))
        since = {
            purpose: {
                int(name): datetime.fromisoformat(at).timestamp() for name, at in times.items()
            }
            for purpose, times in content.get("since", {}).items()
        }
        return Keyring({purpose: _versions(content[purpose]) for purpose in PURPOSES}, since)
    except OSError as error:
        raise KeysMissing(
            f"The key file {path} cannot be read ({error.strerror}). HEMBANKEN_KEYS names it; "
            "make one with: manage.py new_keys FILE"
        ) from None
    except (AttributeError, KeyError, TypeError, ValueError):
        raise KeysMissing(
            f"The key file {path} is damaged: it needs the purposes {', '.join(PURPOSES)}, each "
            f"with versions of {KEY_BYTES} bytes in base64. Restore it from a copy."
        ) from None


def django_secret_keys(path: str) -> list[str]:
    """Return Django's keys, also those not yet current; a check reports a missing file."""
    try:
        return [key.hex() for key in read(path).versions("django").values()]
    except KeysMissing:
        return [""]


def _signature(path: str) -> tuple[int, ...]:
    """Return metadata that differs whenever the file was replaced or changed."""
    with suppress(OSError):
        status = os.stat(path)
        return status.st_mtime_ns, status.st_ino, status.st_size, status.st_mode
    return ()


def _reread(path: str, known: Keyring | None) -> Keyring:
    try:
        return read(path)
    except KeysMissing as reason:
        if known is None:
            raise
        log.error("%s The keys read before stay in use.", reason)
        return known


def _versions(content: dict[str, str]) -> dict[int, bytes]:
    versions = {int(name): base64.b64decode(key, validate=True) for name, key in content.items()}
    if not versions or any(len(key) != KEY_BYTES for key in versions.values()):
        raise ValueError("a key has the wrong length")
    return versions
