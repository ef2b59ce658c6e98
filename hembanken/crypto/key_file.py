"""Changing the key file: by one hand at a time, and never a moment without a whole file.

While a rotation is not finished the file names its purposes under ``rotating``, so that a run
that was killed is taken up again and makes no further version.
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
    """Another command is at work on the same key file."""


@dataclass(frozen=True)
class KeyFile:
    """A key file that nobody else changes meanwhile; each change is on the disk when it returns."""

    path: Path
    content: dict[str, Any] = field(repr=False)

    @property
    def rotating(self) -> list[str]:
        """The purposes whose rotation is not finished."""
        purposes: list[str] = self.content.get("rotating", [])
        return purposes

    @property
    def current_from(self) -> float:
        """The moment from which the newest versions of these purposes are the current ones."""
        since = keys.read(str(self.path)).since
        return max(
            (max(since[each].values()) for each in self.rotating if each in since), default=0
        )

    def add(self, purposes: Iterable[str], current_from: float) -> None:
        """Make a version for each of the purposes, to be the current one from a moment on."""
        at = datetime.fromtimestamp(current_from, UTC).isoformat()
        for purpose in purposes:
            number = str(max(map(int, self.content[purpose])) + 1)
            self.content[purpose][number] = keys.new_key()
            self.content.setdefault("since", {}).setdefault(purpose, {})[number] = at
        self.content["rotating"] = sorted({*self.rotating, *purposes})
        self._replace()

    def finish(self) -> None:
        """Note that everything is under the current keys that can be."""
        self.content.pop("rotating", None)
        self._replace()

    def drop(self, versions: Iterable[tuple[str, int]]) -> None:
        """Forget versions for good."""
        for purpose, number in versions:
            del self.content[purpose][str(number)]
            self.content.get("since", {}).get(purpose, {}).pop(str(number), None)
        self._replace()

    def _replace(self) -> None:
        """Put a whole new file, of the same owner, in the place of the old one."""
        new, owner = self.path.with_name(f"{self.path.name}.new"), self.path.stat()
        new.unlink(missing_ok=True)
        keys.write(new, self.content)
        os.chown(new, owner.st_uid, owner.st_gid)
        new.replace(self.path)
        _sync(self.path.parent)


@contextmanager
def held(path: str) -> Iterator[KeyFile]:
    """Hold the key file against everybody else who would change it, or raise KeyFileInUse.

    The system lets go of it when the process ends, however it ends.
    """
    keys.read(path)
    file = Path(path).resolve()
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield KeyFile(file, json.loads(file.read_text(encoding="ascii")))
    except BlockingIOError:
        raise KeyFileInUse(f"Another rotate_keys is at work on {path}; let it finish.") from None
    finally:
        os.close(folder)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
