"""A bank that runs: a server on loopback, a database of its own, and its customers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.server import customers, database, running
from tests.server.customers import Customer
from tests.server.database import Database
from tests.server.running import Served

# What a campaign is about decides it, and not the stop after too many attempts.
NO_STOP = {
    "HEMBANKEN_ATTEMPTS_BEFORE_LOCKOUT": "100000",
    "HEMBANKEN_ATTEMPTS_BEFORE_BLOCK": "1000000",
    "HEMBANKEN_ADDRESS_FAILURES": "1000000",
    "HEMBANKEN_SITE_FAILURES": "100000000",
    "HEMBANKEN_BUSY_SECONDS": "10",
}


@dataclass
class Bank:
    """A bank whose server can be killed and started again."""

    server: Served
    database: Database
    customers: list[Customer]

    @property
    def url(self) -> str:
        return self.server.url


@contextmanager
def opened(folder: Path, policy: dict[str, str]) -> Iterator[Bank]:
    """Open a bank in an empty folder, with these settings of its own."""
    empty = database.new(folder)
    settings = running.environment(
        DJANGO_SETTINGS_MODULE="tests.settings",
        HEMBANKEN_VAR=str(folder),
        DATABASE_URL=empty.url,
        **policy,
    )
    running.manage(settings, "migrate", "--verbosity", "0")
    people = customers.set_up(settings)
    with running.serving(running.granian(settings, folder)) as server:
        yield Bank(server, empty, people)
