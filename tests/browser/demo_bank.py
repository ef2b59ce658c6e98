"""The demonstration bank as a person starts it: a process of its own, on a folder of its own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests import ports
from tests.server import running

START_SECONDS = 180
STOP_SECONDS = 60


@dataclass(frozen=True)
class Box:
    """A kodbox and the letter that came with it; `pin` is empty until the holder has chosen one."""

    serial: str
    start_pin: str
    pin: str


@dataclass(frozen=True)
class Person:
    """A customer of the demonstration, as its page describes them."""

    name: str
    number: str
    password: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Bank:
    """A bank that answers."""

    url: str
    folder: Path

    def person(self, first_name: str) -> Person:
        return next(each for each in self.people if each.name.startswith(first_name))

    @cached_property
    def people(self) -> list[Person]:
        told = json.loads((self.folder / "people.json").read_text(encoding="utf-8"))
        return [_person(each) for each in told["customers"] + told["staff"]]

    @property
    def numbers(self) -> list[str]:
        return [each.number for each in self.people if each.number[:1].isdigit()]

    def log(self) -> str:
        return _log_file(self.folder).read_text(encoding="utf-8")


@contextmanager
def serving(folder: Path, virgin: Path | None = None) -> Iterator[Bank]:
    """Serve the bank in a folder: one that is built there, or a copy of one that was never used."""
    if virgin:
        shutil.copytree(virgin, folder)
    port = ports.free()
    bank = Bank(f"http://127.0.0.1:{port}", folder)
    process = _start(folder, port)
    try:
        _wait_until_it_answers(bank, process)
        yield bank
    finally:
        _stop(process, port)


def _start(folder: Path, port: int) -> "subprocess.Popen[bytes]":
    with _log_file(folder).open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", str(port)],
            cwd=running.ROOT,
            env=running.environment(HEMBANKEN_VAR=str(folder)),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_until_it_answers(bank: Bank, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), urlopen(f"{bank.url}/hjalp/", timeout=60):
            return
        time.sleep(0.05)
    raise RuntimeError(f"The demonstration did not start.\n{bank.log()}")


def _stop(process: "subprocess.Popen[bytes]", port: int) -> None:
    """End the command and the server that it started: their group, and nothing else."""
    group = process.pid
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGTERM)
    process.wait(STOP_SECONDS)
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline and _listens(port):
        time.sleep(0.02)
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _log_file(folder: Path) -> Path:
    return folder.with_suffix(".log")


def _person(told: dict[str, Any]) -> Person:
    boxes = tuple(Box(**box) for box in told["boxes"])
    return Person(told["name"], told["number"], told["password"], boxes)
