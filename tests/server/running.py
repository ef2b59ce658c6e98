"""The site as it runs: the production server and the commands, as processes of their own.

Each process begins a group of its own, and only that group is ever ended.
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
STOP_SECONDS = 10  # after which a server is killed
RUN_SECONDS = 300
AWAY = (OSError, HTTPException)  # what a client meets where no server is

Process = subprocess.Popen[bytes]
Ended = subprocess.CompletedProcess[str]


def environment(**settings: str) -> dict[str, str]:
    """Return this process's environment with these settings of the site and no others."""
    inherited = {name: text for name, text in os.environ.items() if not name.startswith(SETTINGS)}
    return inherited | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | settings


def run(settings: dict[str, str], *arguments: str) -> Ended:
    """Run Python to its end, and return what it said; whatever does not end is ended."""
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
            said, _nothing = process.communicate(timeout=RUN_SECONDS)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return Ended(arguments, process.returncode, said)


def manage(settings: dict[str, str], *arguments: str) -> str:
    """Run a management command that succeeds, and return what it said."""
    ended = run(settings, "manage.py", *arguments)
    assert ended.returncode == 0, ended.stdout
    return ended.stdout


@dataclass
class Served:
    """A server at a port of its own, which can be ended in more than one way and started again."""

    arguments: tuple[str, ...]
    settings: dict[str, str]
    log_file: Path
    listens: tuple[str, ...] = ("--port", "{port}")
    port: int = field(default_factory=ports.free)
    process: Process | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Start, and return when it answers."""
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    *self.arguments,
                    *(e.format(port=self.port) for e in self.listens),
                ],
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

    def answers(self) -> bool:
        with (
            closing(HTTPConnection(HOST, self.port, timeout=START_SECONDS)) as connection,
            suppress(*AWAY),
        ):
            connection.request("GET", "/hjalp/")
            return connection.getresponse().status > 0
        return False

    def signal_all(self, number: signal.Signals) -> None:
        """Send a signal to the whole group, as a terminal does."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def kill(self) -> None:
        """End every process of the server at once, in the middle of whatever it does."""
        self.signal_all(signal.SIGKILL)
        if self.process:
            self.process.wait(RUN_SECONDS)

    def stop(self) -> None:
        """Ask the server to stop, and make sure that nothing of it is left."""
        self.signal_all(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            if self.process:
                self.process.wait(STOP_SECONDS)
        self.kill()

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")


@contextmanager
def serving(served: Served) -> Iterator[Served]:
    """Serve for as long as the block lasts."""
    try:
        served.start()
        yield served
    finally:
        served.stop()


def granian(settings: dict[str, str], folder: Path) -> Served:
    """Return the production server, not yet started."""
    return Served((*GRANIAN, APPLICATION), settings, folder / "server.log")
