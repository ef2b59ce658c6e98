"""Files that nobody but their owner may read, and a lock that threads and processes obey."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)


def open_private(path: Path, mode: str) -> IO[str]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return open(path, mode, encoding="utf-8", opener=_open_private)


def _open_private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, or raise FileExistsError."""
    with open_private(path, "x") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock until the block ends; the system lets go of it when the holder crashes."""
    with open_private(path, "a") as file:
        _lock(file)
        yield
