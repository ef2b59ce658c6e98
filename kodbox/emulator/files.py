"""Files that only their owner can read, and a lock between threads and processes."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO


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
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _open_private(path: Path, mode: str) -> IO[str]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return open(path, mode, encoding="utf-8", opener=partial(os.open, mode=0o600))
