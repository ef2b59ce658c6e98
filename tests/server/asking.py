"""Raw requests over persistent connections, and their answers with the time that each took."""

import socket
import time
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from http.client import HTTPResponse
from statistics import median

from tests.server.fuzzing import Request
from tests.server.running import HOST, NO_SERVER

TIMEOUT_SECONDS = 180
MIN_MEDIAN_SECONDS = 0.02  # A busy machine may take that long for any request.
MAX_TIMES_MEDIAN = 10
NEVER_SLOW_SECONDS = MIN_MEDIAN_SECONDS * MAX_TIMES_MEDIAN
REPEATS = 10
CLOSED = 0  # the status of a connection that was closed without an answer
BIG = 100_000


@dataclass(frozen=True)
class Answer:
    """One answer; answers of the same `kind` should cost the same."""

    request: Request
    status: int
    seconds: float
    body: bytes = field(repr=False)

    @property
    def kind(self) -> tuple[str, bool, int, bool]:
        first = self.request.path.lstrip("/").partition("/")[0]
        part = first if first in ("static", "personal", "demo") else "pages"
        is_big = self.request.size > BIG
        return part, self.request.method == "POST", self.status, is_big


class Connection:
    """A connection, opened again whenever the server has closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def send(self, request: Request) -> Answer:
        """Send a request, and send it again if the connection was closed while it was idle."""
        for _ in range(2):
            started = time.monotonic()
            try:
                status, body = self._try(request)
            except NO_SERVER:
                self.close()
                status, body = CLOSED, b""
            else:
                break
        return Answer(request, status, time.monotonic() - started, body)

    def _try(self, request: Request) -> tuple[int, bytes]:
        if self.socket is None or request.is_broken:
            self.close()
            self.socket = socket.create_connection((HOST, self.port), TIMEOUT_SECONDS)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request.raw)
        if request.is_broken:
            self.socket.shutdown(socket.SHUT_WR)
        with HTTPResponse(self.socket, method=request.method) as response:
            response.begin()
            status, body = response.status, response.read()
            if request.is_broken or response.will_close:
                self.close()
        return status, body

    def close(self) -> None:
        if self.socket:
            self.socket.close()
        self.socket = None


def send_all(port: int, requests: Iterable[Request]) -> list[Answer]:
    """Send requests in turn; the bytes are kept of slow requests and of errors only."""
    answers = []
    with closing(Connection(port)) as connection:
        for request in requests:
            answer = connection.send(request)
            has_failed = answer.status >= 500 or b"Traceback" in answer.body
            if not has_failed:
                answer = replace(answer, body=b"")
                if answer.seconds <= NEVER_SLOW_SECONDS:
                    answer = replace(answer, request=replace(request, raw=b""))
            answers.append(answer)
    return answers


def slow(port: int, answers: list[Answer]) -> list[str]:
    """Return the requests that always take over ten times the median of their kind."""
    kinds = defaultdict(list)
    for answer in answers:
        kinds[answer.kind].append(answer)
    return [
        f"{kind} {limit:.3f} s: {answer.seconds:.3f} s for {answer.request}"
        for kind, alike in kinds.items()
        for limit in [MAX_TIMES_MEDIAN * max(MIN_MEDIAN_SECONDS, median(a.seconds for a in alike))]
        for answer in alike
        if answer.seconds > limit and _least_seconds(port, answer.request) > limit
    ]


def _least_seconds(port: int, request: Request) -> float:
    """Return the shortest time that the request takes when it is repeated."""
    with closing(Connection(port)) as connection:
        return min(connection.send(request).seconds for _ in range(REPEATS))
