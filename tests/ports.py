"""Free ports on loopback, reserved by file locks until this process ends."""

import fcntl
import itertools
import os
import socket
import tempfile
from pathlib import Path

HOST = "127.0.0.1"
FIRST, LAST = 20_000, 32_000  # below the ephemeral ports


def free() -> int:
    """Return a port that is not in use, and that no other test run is given."""
    start = FIRST + os.getpid() * 7 % (LAST - FIRST)
    return next(filter(_reserve, itertools.chain(range(start, LAST), range(FIRST, start))))


def _reserve(port: int) -> bool:
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
