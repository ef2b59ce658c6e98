"""The processes of a running server: their processor time, their memory, and new workers."""

import os
import signal
import time
from pathlib import Path

from tests.server.running import START_SECONDS, Server

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def _stats(server: Server) -> dict[Path, list[str]]:
    """Return the fields of `stat` after the name, for each process of the server's group."""
    stats = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # The process has ended.
            continue
        if int(fields[2]) == server.process.pid:
            stats[process] = fields
    return stats


def processor_seconds(server: Server) -> float:
    """Return the processor time that the server has used; PostgreSQL has its own processes."""
    ticks = sum(int(fields[11]) + int(fields[12]) for fields in _stats(server).values())
    return ticks / TICKS_PER_SECOND


def memory_kilobytes(server: Server) -> int:
    """Return the memory of the server's processes; memory that they share counts once."""
    return sum(kilobytes(process / "smaps_rollup", "Pss") for process in _stats(server))


def kilobytes(file: Path, name: str) -> int:
    """Return one figure of a file in /proc."""
    lines = file.read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def workers(server: Server) -> set[Path]:
    """Return the directories in /proc of the server's worker processes."""
    main = server.process.pid
    children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
    return {Path("/proc", child) for child in children}


def replace_workers(server: Server) -> None:
    """Make granian start new workers and stop the old ones, one after the other."""
    stopped = server.log().count("Stopped old worker")
    server.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + START_SECONDS
    while server.log().count("Stopped old worker") < stopped + 2:
        assert time.monotonic() < deadline, server.log()
        time.sleep(0.1)
