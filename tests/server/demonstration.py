"""`manage.py demo` in its own folder, and the people whom its page describes."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.server import running
from tests.server.database import Database
from tests.server.running import Server


@dataclass(frozen=True)
class Kodbox:
    """A kodbox and its letter; `pin` is empty until the customer has chosen one."""

    serial: str
    start_pin: str
    pin: str


@dataclass(frozen=True)
class Person:
    """A customer or a member of staff; `number` is what they log in with."""

    name: str
    number: str
    password: str
    boxes: tuple[Kodbox, ...]


class Demonstration(Server):
    """The demonstration bank, which is built when it starts in an empty folder."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        environment = running.environment(HEMBANKEN_VAR=str(folder), **settings)
        super().__init__(("manage.py", "demo"), environment, folder.with_suffix(".log"))

    @property
    def people(self) -> list[Person]:
        content = json.loads((self.folder / "people.json").read_text(encoding="utf-8"))
        return [_person(fields) for fields in content["customers"] + content["staff"]]

    def person(self, first_name: str) -> Person:
        return next(each for each in self.people if each.name.startswith(first_name))

    @property
    def database_file(self) -> Path:
        return self.folder / "hembanken.sqlite3"

    @property
    def database(self) -> Database:
        return Database(f"sqlite:///{self.database_file}")

    def kodbox(self, serial: str) -> dict[str, Any]:
        """Return what a kodbox knows: it keeps that in its own file."""
        return json.loads((self.folder / "kodboxes" / f"{serial}.json").read_text())

    def press(self, serial: str, keys: str) -> str:
        """Press the keys of a kodbox in the terminal, and return what it shows."""
        return running.manage(self.settings, "kodbox", serial, "--press", keys).strip()


@contextmanager
def serving(folder: Path, unused: Path | None = None, **settings: str) -> Iterator[Demonstration]:
    """Run a demonstration bank: a copy of an unused one, or one that is built in the folder."""
    if unused:
        shutil.copytree(unused, folder)
    bank = Demonstration(folder, **settings)
    with running.serving(bank):
        yield bank


def _person(fields: dict[str, Any]) -> Person:
    boxes = tuple(Kodbox(**box) for box in fields["kodboxes"])
    return Person(fields["name"], fields["number"], fields["password"], boxes)
