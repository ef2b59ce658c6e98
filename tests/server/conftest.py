"""A bank that runs: a server on loopback, a database of its own, and its customers."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.server import customers, database, running
from tests.server.customers import Customer
from tests.server.database import Database
from tests.server.running import Served

# The races and the crashes are decided by the counter, not by the stop after too many attempts.
NO_STOP = {
    "HEMBANKEN_ATTEMPTS_BEFORE_STOP": "100000",
    "HEMBANKEN_ATTEMPTS_BEFORE_BLOCK": "1000000",
    "HEMBANKEN_ADDRESS_FAILURES": "1000000",
    "HEMBANKEN_SITE_FAILURES": "100000000",
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


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """A bank that the tests of one module share."""
    folder = tmp_path_factory.mktemp("bank")
    empty = database.new(folder)
    settings = running.environment(
        DJANGO_SETTINGS_MODULE="tests.settings",
        HEMBANKEN_VAR=str(folder),
        DATABASE_URL=empty.url,
        **NO_STOP,
    )
    running.manage(settings, "migrate", "--verbosity", "0")
    people = customers.set_up(settings)
    with running.serving(running.granian(settings, folder)) as server:
        yield Bank(server, empty, people)
