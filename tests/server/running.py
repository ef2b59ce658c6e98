"""The production server and the management commands, each run as a separate process.

Each process starts its own process group, and signals go to that group only.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests import ports
from tests.ports import HOST

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ("HEMBANKEN_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
GRANIAN = (
    *("-m", "granian", "--interface", "wsgi", "--host", HOST),
    *("--workers", "2", "--blocking-threads", "4", "--no-ws"),
)
APPLICATION = "hembanken.wsgi:application"
START_SECONDS = 180
STOP_SECONDS = 10  # A server that has not ended by then is killed.
RUN_SECONDS = 300
NO_SERVER = (OSError, HTTPException)  # what a client raises while the server is down


def environment(**settings: str) -> dict[str, str]:
    """Return this process's environment, with these settings of the site and no others."""
    inherited = {name: text for name, text in os.environ.items() if not name.startswith(SETTINGS)}
    return inherited | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | settings


def run(settings: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python until it exits, with its output captured; kill it after RUN_SECONDS."""
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            output, _nothing = process.communicate(timeout=RUN_SECONDS)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(arguments, process.returncode, output)


def manage(settings: dict[str, str], *arguments: str) -> str:
    """Run a management command that must succeed, and return its output."""
    ended = run(settings, "manage.py", *arguments)
    assert ended.returncode == 0, ended.stdout
    return ended.stdout


@dataclass
class Server:
    """A server process on its own port, which can be killed, stopped and started again."""

    arguments: tuple[str, ...]
    settings: dict[str, str]
    log_file: Path
    bind: tuple[str, ...] = ("--port", "{port}")
    port: int = field(default_factory=ports.free)
    process: subprocess.Popen[bytes] = field(init=False)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Start the server, and return when it answers."""
        bind = [argument.format(port=self.port) for argument in self.bind]
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.arguments, *bind],
                cwd=ROOT,
                env=self.settings,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.05)

    def connect(self) -> HTTPConnection:
        return HTTPConnection(HOST, self.port, timeout=START_SECONDS)

    def answers(self) -> bool:
        with suppress(*NO_SERVER), closing(self.connect()) as connection:
            connection.request("GET", "/hjalp/")
            return connection.getresponse().status > 0
        return False

    def signal_group(self, number: signal.Signals) -> None:
        """Send a signal to the whole process group, as a terminal does."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def kill(self) -> None:
        """Kill every process of the server at once."""
        self.signal_group(signal.SIGKILL)
        self.process.wait(RUN_SECONDS)

    def stop(self) -> None:
        """Ask the server to stop, and kill the processes that are left."""
        self.signal_group(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        self.kill()

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """Run a server for the duration of the block."""
    try:
        server.start()
        yield server
    finally:
        server.stop()


def granian(settings: dict[str, str], folder: Path) -> Server:
    """Return the production server, not yet started."""
    return Server((*GRANIAN, APPLICATION), settings, folder / "server.log")
