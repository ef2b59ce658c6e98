"""Measure a whole login, at Hembanken and with django-two-factor-auth (the extra `bench`).

    python -m tests.benchmarks.logins --rounds 5 --logins 120

Both sites have the same hash, server and PostgreSQL, and are measured in turn; each login ends at
its first page. A third site does the least that Django can do (`tests/benchmarks/least.py`).
Prints logins a second, the server's processor time for a login, and how many Argon2id hashes that
is. Hashes are measured between the rounds on all cores at once, as under the load of logins.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from argon2.low_level import Type, hash_secret

from tests.benchmarks import flows
from tests.benchmarks.comparing import milliseconds, options, print_head, print_row, ratio
from tests.benchmarks.visitor import Browser, Visitor
from tests.server import customers, database, production, running
from tests.server.customers import Customer
from tests.server.processes import processor_seconds
from tests.server.running import Server

CLIENTS = 6
HASHES = 40
ANY_SITE = ("--factory", "django.core.wsgi:get_wsgi_application")  # the one that the settings name
HEADERS = {"Host": running.HOST}
COST = {"time_cost": 2, "memory_cost": 19_456, "parallelism": 1, "hash_len": 32, "type": Type.ID}


@dataclass
class Site:
    """A site, its customers, how they log in, and the figures of each round."""

    name: str
    server: Server
    people: list[Customer]
    log_in: Callable[[Browser, Customer], None]
    headers: dict[str, str]
    logins_a_second: list[float] = field(default_factory=list)
    processor_seconds: list[float] = field(default_factory=list)

    def measure(self, logins: int) -> None:
        """Log in so many customers, some at once."""
        used, started = processor_seconds(self.server), time.monotonic()
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(self.visit, (self.people * logins)[:logins]))
        self.logins_a_second.append(logins / (time.monotonic() - started))
        self.processor_seconds.append((processor_seconds(self.server) - used) / logins)

    def warm_up(self) -> None:
        """Log in until every worker has its pages and connections."""
        self.measure(4 * CLIENTS)
        self.logins_a_second.clear()
        self.processor_seconds.clear()

    def visit(self, customer: Customer) -> None:
        visitor = Visitor(self.server.port, self.headers)
        self.log_in(visitor, customer)
        visitor.close()


def hembanken(folder: Path, count: int) -> Site:
    settings = production.ready(folder)
    people = customers.set_up(settings, count)
    server = running.granian(settings, folder)
    return Site("Hembanken", server, people, flows.log_in, dict(production.THROUGH_PROXY))


def least(folder: Path, count: int) -> Site:
    people = [Customer("", "")] * count
    server = _server("tests.benchmarks.least", folder / "least.log")
    return Site("a site that does nothing else", server, people, flows.do_the_least, HEADERS)


def rival(folder: Path, count: int) -> Site:
    server = _server("tests.benchmarks.rival.settings", folder / "rival.log")
    people = customers.set_up(server.settings, count, "tests.benchmarks.rival.setting_up")
    return Site("django-two-factor-auth", server, people, flows.log_in_at_rival, HEADERS)


def _server(settings_module: str, log_file: Path) -> Server:
    settings = running.environment(
        DJANGO_SETTINGS_MODULE=settings_module, DATABASE_URL=database.new_postgresql().url
    )
    return Server((*running.GRANIAN, *ANY_SITE), settings, log_file)


def make_hash() -> bytes:
    """Make one Argon2id hash, with the parameters of all sites."""
    return hash_secret(b"4071", os.urandom(16), **COST)


def hash_seconds() -> float:
    """Return the processor time of a hash while every core makes one, as under load."""
    cores = len(os.sched_getaffinity(0))
    started = time.process_time()
    with ThreadPoolExecutor(cores) as pool:
        count = len([pool.submit(make_hash) for _hash in range(cores * HASHES)])
    return (time.process_time() - started) / count


def print_table(sites: list[Site], hashes: list[float]) -> None:
    print(f"Argon2id: {milliseconds(hashes)}")
    print_head("", "logins a second", "ratio", "processor time", "in hashes")
    for site in sites:
        print_row(
            site.name,
            f"{statistics.median(site.logins_a_second):.1f}",
            f"{ratio(site.logins_a_second, sites[-1].logins_a_second):.2f}",
            milliseconds(site.processor_seconds),
            f"{statistics.median(site.processor_seconds) / statistics.median(hashes):.2f}",
        )


def main(rounds: int, logins: int, people: int) -> None:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        sites = [make(Path(name), people) for make in (hembanken, least, rival)]
        for site in sites:
            stack.enter_context(running.serving(site.server))
            site.warm_up()
        hashes = []
        for _round in range(rounds):
            for site in sites:
                hashes.append(hash_seconds())
                site.measure(logins)
        print_table(sites, hashes)


if __name__ == "__main__":
    main(**options(__doc__, rounds=5, logins=120, people=40))
