"""Ports of loopback that nobody else takes between the choice and the server's start."""

import fcntl
import itertools
import os
import socket
import tempfile
from pathlib import Path

HOST = "127.0.0.1"
FIRST, LAST = 20_000, 32_000  # below those that the system gives to connections


def free() -> int:
    """Return a port on which nothing listens, and which no other run of the tests gets."""
    begin = FIRST + os.getpid() * 7 % (LAST - FIRST)
    return next(filter(_take, itertools.chain(range(begin, LAST), range(FIRST, begin))))


def _take(port: int) -> bool:
    folder = Path(tempfile.gettempdir()) / "hembanken-ports"
    folder.mkdir(exist_ok=True)
    lock = os.open(folder / str(port), os.O_WRONLY | os.O_CREAT)  # held as long as this process
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
    except OSError:
        os.close(lock)
        return False
    return True
