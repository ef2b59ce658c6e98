"""A running bank: a server on loopback, its own database, and its customers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.server import customers, database, running
from tests.server.customers import Customer
from tests.server.database import Database
from tests.server.running import Server

# Lockout and rate limits must not decide the outcome of a campaign.
NO_LOCKOUT = {
    "HEMBANKEN_ATTEMPTS_BEFORE_LOCKOUT": "100000",
    "HEMBANKEN_ATTEMPTS_BEFORE_PERMANENT_LOCKOUT": "1000000",
    "HEMBANKEN_ADDRESS_FAILURES": "1000000",
    "HEMBANKEN_SITE_FAILURES": "100000000",
    "HEMBANKEN_BUSY_SECONDS": "10",
}


@dataclass
class Bank:
    """A bank whose server can be killed and started again."""

    server: Server
    database: Database
    customers: list[Customer]

    @property
    def url(self) -> str:
        return self.server.url


def migrated(folder: Path, **policy: str) -> tuple[dict[str, str], Database]:
    """Return the settings of a bank in an empty folder, and its database with empty tables."""
    empty = database.new(folder)
    settings = running.environment(
        DJANGO_SETTINGS_MODULE="tests.settings",
        HEMBANKEN_VAR=str(folder),
        DATABASE_URL=empty.url,
        **policy,
    )
    running.manage(settings, "migrate", "--verbosity", "0")
    return settings, empty


@contextmanager
def opened(folder: Path, policy: dict[str, str]) -> Iterator[Bank]:
    """Run a bank with these settings in an empty folder."""
    settings, empty = migrated(folder, **policy)
    people = customers.set_up(settings)
    with running.serving(running.granian(settings, folder)) as server:
        yield Bank(server, empty, people)
