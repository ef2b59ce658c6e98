"""Changing the key file: one process at a time, and each change replaces the whole file.

While a rotation is unfinished, the file lists its purposes under ``rotating``. The next run then
continues an interrupted rotation and adds no further version.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hembanken.crypto import keys


class KeyFileInUse(Exception):
    """Another command is changing the same key file."""


@dataclass(frozen=True)
class KeyFile:
    """A locked key file; each change is on the disk when the method returns."""

    path: Path
    content: dict[str, Any] = field(repr=False)

    @property
    def rotating(self) -> list[str]:
        """The purposes whose rotation is unfinished."""
        purposes: list[str] = self.content.get("rotating", [])
        return purposes

    @property
    def current_from(self) -> float:
        """The time from which the newest versions of the rotating purposes are current."""
        since = keys.read(str(self.path)).since
        times = [max(since[purpose].values()) for purpose in self.rotating if purpose in since]
        return max(times, default=0)

    def add(self, purposes: Iterable[str], current_from: float) -> None:
        """Add a version for each purpose, which becomes current at a given time."""
        at = datetime.fromtimestamp(current_from, UTC).isoformat()
        for purpose in purposes:
            number = str(max(map(int, self.content[purpose])) + 1)
            self.content[purpose][number] = keys.new_key()
            self.content.setdefault("since", {}).setdefault(purpose, {})[number] = at
        self.content["rotating"] = sorted({*self.rotating, *purposes})
        self._replace()

    def finish(self) -> None:
        self.content.pop("rotating", None)
        self._replace()

    def drop(self, versions: Iterable[tuple[str, int]]) -> None:
        """Delete versions for good."""
        for purpose, number in versions:
            del self.content[purpose][str(number)]
            self.content.get("since", {}).get(purpose, {}).pop(str(number), None)
        self._replace()

    def _replace(self) -> None:
        """Replace the file atomically and keep its owner."""
        new, owner = self.path.with_name(f"{self.path.name}.new"), self.path.stat()
        new.unlink(missing_ok=True)
        keys.write(new, self.content)
        os.chown(new, owner.st_uid, owner.st_gid)
        new.replace(self.path)
        with _opened(self.path.parent) as folder:
            os.fsync(folder)


@contextmanager
def locked(path: str) -> Iterator[KeyFile]:
    """Lock the key file for changes, or raise KeyFileInUse.

    The operating system releases the lock when the process ends, however it ends.
    """
    keys.read(path)
    file = Path(path).resolve()
    with _opened(file.parent) as folder:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise KeyFileInUse(f"Another rotate_keys is at work on {path}.") from None
        yield KeyFile(file, json.loads(file.read_text(encoding="ascii")))


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
