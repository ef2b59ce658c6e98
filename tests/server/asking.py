"""Sending raw requests over connections that stay open, and what came back after how long."""

import socket
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from statistics import median

from tests.server.fuzzing import Ask
from tests.server.running import HOST

PATIENCE_SECONDS = 180
LONG_SECONDS = 0.02  # what a busy machine may take for anything
TIMES_THE_MEDIAN = 10
NEVER_SLOW = LONG_SECONDS * TIMES_THE_MEDIAN
ASKED_AGAIN = 10
CLOSED = 0  # the status of a connection that was closed without an answer
BIG = 100_000


@dataclass(frozen=True)
class Got:
    """One answer; its class is what answers that cost the same have in common."""

    ask: Ask
    status: int
    seconds: float
    body: bytes = field(repr=False)

    @property
    def kind(self) -> tuple[str, bool, int, bool]:
        part = self.ask.path.lstrip("/").partition("/")[0]
        where = part if part in ("static", "personal", "demo") else "pages"
        return where, self.ask.method == "POST", self.status, self.ask.size > BIG


class Line:
    """One connection, made anew whenever the server has closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def send(self, ask: Ask) -> Got:
        """Send a request, and once more where the connection was closed while it was idle."""
        began = time.monotonic()
        try:
            status, body = self._try(ask)
        except (OSError, HTTPException):
            self.close()
            began = time.monotonic()
            try:
                status, body = self._try(ask)
            except (OSError, HTTPException):
                self.close()
                status, body = CLOSED, b""
        return Got(ask, status, time.monotonic() - began, body)

    def _try(self, ask: Ask) -> tuple[int, bytes]:
        if self.socket is None or ask.is_broken:
            self.close()
            self.socket = socket.create_connection((HOST, self.port), PATIENCE_SECONDS)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(ask.raw)
        if ask.is_broken:
            self.socket.shutdown(socket.SHUT_WR)
        with HTTPResponse(self.socket, method=ask.method) as response:
            response.begin()
            status, body = response.status, response.read()
            if ask.is_broken or response.will_close:
                self.close()
        return status, body

    def close(self) -> None:
        if self.socket:
            self.socket.close()
        self.socket = None


def send_all(port: int, asks: Iterable[Ask]) -> list[Got]:
    """Send these one after the other; what was neither slow nor an error is kept by name only."""
    line, got = Line(port), []
    for ask in asks:
        answer = line.send(ask)
        has_failed = answer.status >= 500 or b"Traceback" in answer.body
        asked = ask if has_failed or answer.seconds > NEVER_SLOW else replace(ask, raw=b"")
        got.append(replace(answer, ask=asked, body=answer.body if has_failed else b""))
    line.close()
    return got


def slow(port: int, answers: list[Got]) -> list[str]:
    """Name the requests whose answers always take over ten times the median of their class."""
    classes = defaultdict(list)
    for each in answers:
        classes[each.kind].append(each)
    return [
        f"{kind} {limit:.3f} s: {each.seconds:.3f} s for {each.ask}"
        for kind, alike in classes.items()
        for limit in [TIMES_THE_MEDIAN * max(LONG_SECONDS, median(one.seconds for one in alike))]
        for each in alike
        if each.seconds > limit and _asked_again(port, each.ask) > limit
    ]


def _asked_again(port: int, ask: Ask) -> float:
    line = Line(port)
    seconds = min(line.send(ask).seconds for _ in range(ASKED_AGAIN))
    line.close()
    return seconds


def memory(group: int) -> int:
    """Return the kilobytes that the processes of a group have in memory."""
    return sum(_resident(each) for each in Path("/proc").glob("[0-9]*") if _group(each) == group)


def _group(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[2])
    except OSError:  # It has ended meanwhile.
        return 0


def _resident(process: Path) -> int:
    lines = (process / "status").read_text().splitlines()
    return int(next((line.split()[1] for line in lines if line.startswith("VmRSS:")), 0))
