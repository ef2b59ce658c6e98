"""Compare application servers for a login: ``python -m tests.benchmarks.servers``.

Each server runs one application with PostgreSQL, and they are measured in turn: whole logins a
second, their processor time, a small page, and then the memory of all processes.
"""

import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.comparing import milliseconds, options, print_head, print_row, ratio
from tests.benchmarks.logins import CLIENTS, Site, hembanken
from tests.benchmarks.visitor import Visitor
from tests.server import running
from tests.server.processes import memory_kilobytes
from tests.server.running import APPLICATION, GRANIAN, HOST, Server

SMALL_PAGE = "/readyz"
PORT = ("--port", "{port}")
BIND = ("--bind", f"{HOST}:{{port}}")
GUNICORN = ("-m", "gunicorn", "--log-level", "error", "--workers")
UVICORN = ("-m", "uvicorn", "--interface", "wsgi", "--log-level", "error", "--no-access-log")
SERVERS = {
    "gunicorn, 2 sync": ((*GUNICORN, "2"), BIND),
    "gunicorn, 3 sync": ((*GUNICORN, "3"), BIND),
    "gunicorn, 2 with 4 threads": ((*GUNICORN, "2", "--threads", "4"), BIND),
    "granian, 2 with 1 thread": ((*GRANIAN, "--blocking-threads", "1"), PORT),
    "granian, 2 with 2 threads": ((*GRANIAN, "--blocking-threads", "2"), PORT),
    "granian, 2 with 4 threads": ((*GRANIAN, "--blocking-threads", "4"), PORT),
    "uvicorn, 2": ((*UVICORN, "--workers", "2"), PORT),
}


@dataclass
class Contender:
    """A server, and the small pages a second of each round."""

    site: Site
    pages_a_second: list[float] = field(default_factory=list)

    def measure(self, logins: int, pages: int) -> None:
        self.site.measure(logins)
        started = time.monotonic()
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(self.read, [pages // CLIENTS] * CLIENTS))
        seconds = time.monotonic() - started
        self.pages_a_second.append(pages // CLIENTS * CLIENTS / seconds)

    def warm_up(self) -> None:
        """Log in and read pages until every worker has its pages and connections."""
        self.measure(4 * CLIENTS, 4 * CLIENTS)
        self.pages_a_second.clear()
        self.site.warm_up()

    def read(self, pages: int) -> None:
        visitor = Visitor(self.site.server.port, self.site.headers)
        for _page in range(pages):
            visitor.get(SMALL_PAGE)
        visitor.close()


def contenders(folder: Path, people: int) -> list[Contender]:
    """Return each server with its share of the customers of one bank."""
    bank = hembanken(folder, people)
    share = len(bank.people) // len(SERVERS)
    made = []
    for index, (name, (arguments, bind)) in enumerate(SERVERS.items()):
        log_file = folder / f"{index}.log"
        server = Server((*arguments, APPLICATION), bank.server.settings, log_file, bind)
        customers = bank.people[index * share : (index + 1) * share]
        made.append(Contender(Site(name, server, customers, bank.log_in, bank.headers)))
    return made


def print_table(made: list[Contender]) -> None:
    print_head(
        "server", "logins a second", "ratio", "processor time", "small pages a second", "memory"
    )
    for contender in made:
        site = contender.site
        print_row(
            site.name,
            f"{statistics.median(site.logins_a_second):.1f}",
            f"{ratio(site.logins_a_second, made[0].site.logins_a_second):.2f}",
            milliseconds(site.processor_seconds),
            f"{statistics.median(contender.pages_a_second):.0f}",
            f"{memory_kilobytes(site.server) / 1024:.0f} MB",
        )


def main(rounds: int, logins: int, pages: int) -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        made = contenders(Path(folder), 12 * len(SERVERS))
        for contender in made:
            stack.enter_context(running.serving(contender.site.server))
            contender.warm_up()
        for _round in range(rounds):
            for contender in made:
                contender.measure(logins, pages)
        print_table(made)


if __name__ == "__main__":
    main(**options(__doc__, rounds=5, logins=100, pages=1200))
