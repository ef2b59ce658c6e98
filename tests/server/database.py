"""A new database for a running server, and direct access to it."""

import itertools
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests import postgresql

names = itertools.count(1)


@dataclass(frozen=True)
class Database:
    """The database behind a DATABASE_URL."""

    url: str

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Run one statement, and return its rows."""
        with closing(self._connect()) as connection:
            cursor = connection.execute(statement)
            rows = cursor.fetchall() if cursor.description else []
            connection.commit()
        return rows

    def counters(self) -> dict[str, int]:
        """Return the counter of each kodbox, by serial."""
        return dict(self.ask("SELECT serial, counter FROM kodbox_device"))

    def _connect(self) -> Any:
        if self.url.startswith("sqlite"):
            return sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=120)
        return psycopg.connect(self.url)


def new(folder: Path) -> Database:
    """Create an empty database of the kind that this test run uses."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return new_postgresql(os.environ["DATABASE_URL"])
    return Database(f"sqlite:///{folder / 'server.sqlite3'}")


def new_postgresql(server: str | None = None) -> Database:
    """Create an empty PostgreSQL database on a server, or on the one that the tests start."""
    server = server or postgresql.start()
    name = f"server_{os.getpid()}_{next(names)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return Database(urlsplit(server)._replace(path=f"/{name}").geturl())
