"""Ports of loopback that nobody else takes between the choice and the server's start."""

import fcntl
import itertools
import os
import socket
import tempfile
from pathlib import Path
from typing import IO

HOST = "127.0.0.1"
FIRST, LAST = 20_000, 32_000  # below those that the system gives to connections
_held: list[IO[bytes]] = []  # A lock lasts as long as this process.


def free() -> int:
    """Return a port on which nothing listens, and which no other run of the tests gets."""
    begin = FIRST + os.getpid() * 7 % (LAST - FIRST)
    return next(filter(_take, itertools.chain(range(begin, LAST), range(FIRST, begin))))


def _take(port: int) -> bool:
    folder = Path(tempfile.gettempdir()) / "hembanken-ports"
    folder.mkdir(exist_ok=True)
    lock = (folder / str(port)).open("wb")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
    except OSError:
        lock.close()
        return False
    _held.append(lock)
    return True
