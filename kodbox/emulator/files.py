"""Files that only their owner can read, and a lock between threads and processes."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
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


def write(path: Path, text: str, mode: str = "w") -> None:
    """Write a file to disk and flush it; mode `x` raises FileExistsError for an existing file."""
    with _open_private(path, mode) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock until the block ends; the system releases it after a crash."""
    with _open_private(path, "a") as file:
        _lock(file)
        yield


def _open_private(path: Path, mode: str) -> IO[str]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return open(path, mode, encoding="utf-8", opener=partial(os.open, mode=0o600))
