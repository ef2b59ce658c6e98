"""Which server a login is served by best: ``python -m tests.benchmarks.servers``.

Well-kept servers in turn, each with one application and PostgreSQL: whole logins a second, their
processor time, a small page, and the memory of all its processes after that.
"""

import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.comparing import options, print_head, print_row, ratio
from tests.benchmarks.logins import CLIENTS, Site, ours
from tests.benchmarks.visitor import Visitor
from tests.server import running
from tests.server.running import APPLICATION, GRANIAN, HOST, Served

SMALL = "/readyz"
GUNICORN = ("-m", "gunicorn", "--log-level", "error")
BOUND = ("--bind", f"{HOST}:{{port}}")
UVICORN = ("-m", "uvicorn", "--interface", "wsgi", "--log-level", "error", "--no-access-log")
SERVERS = {
    "gunicorn, 2 sync": ((*GUNICORN, "--workers", "2"), BOUND),
    "gunicorn, 3 sync": ((*GUNICORN, "--workers", "3"), BOUND),
    "gunicorn, 2 with 4 threads": ((*GUNICORN, "--workers", "2", "--threads", "4"), BOUND),
    "granian, 2 with 1 thread": ((*GRANIAN, "--blocking-threads", "1"), None),
    "granian, 2 with 2 threads": ((*GRANIAN, "--blocking-threads", "2"), None),
    "granian, 2 with 4 threads": ((*GRANIAN, "--blocking-threads", "4"), None),
    "uvicorn, 2": ((*UVICORN, "--workers", "2"), None),
}


@dataclass
class Contender:
    """A server, and what was measured of it in each round."""

    site: Site
    pages: list[float] = field(default_factory=list)

    def measure(self, logins: int, pages: int) -> None:
        self.site.measure(logins)
        begun = time.monotonic()
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(self.read, [pages // CLIENTS] * CLIENTS))
        self.pages.append(pages // CLIENTS * CLIENTS / (time.monotonic() - begun))

    def warm_up(self) -> None:
        """Let every worker have its pages and connections."""
        self.site.warm_up()
        self.measure(CLIENTS, 4 * CLIENTS)
        for figures in (self.site.a_second, self.site.cpu, self.pages):
            figures.clear()

    def read(self, pages: int) -> None:
        visitor = Visitor(self.site.served.port, self.site.headers)
        for _page in range(pages):
            visitor.get(SMALL)
        visitor.close()

    def megabytes(self) -> float:
        """Return the memory of the server's processes, what they share counted once."""
        assert self.site.served.process
        kilobytes = 0
        for path in Path("/proc").glob("[0-9]*/smaps_rollup"):
            if _group(path.parent) == self.site.served.process.pid:
                told = next(line for line in path.read_text().splitlines() if "Pss:" in line)
                kilobytes += int(told.split()[1])
        return kilobytes / 1024


def _group(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[2])
    except OSError:
        return 0  # It has ended meanwhile.


def contenders(folder: Path, people: int) -> dict[str, Contender]:
    """Return each server with customers of its own, all of one bank."""
    bank = ours(folder, people)
    own = len(bank.people) // len(SERVERS)
    made = {}
    for place, (name, (arguments, listens)) in enumerate(SERVERS.items()):
        served = Served((*arguments, APPLICATION), bank.served.settings, folder / f"{place}.log")
        served.listens = listens or served.listens
        customers = bank.people[place * own : place * own + own]
        made[name] = Contender(Site(name, served, customers, bank.come_in, bank.headers))
    return made


def tell(made: dict[str, Contender]) -> None:
    first = next(iter(made.values()))
    print_head(
        "server", "logins a second", "ratio", "processor time", "small pages a second", "memory"
    )
    for name, each in made.items():
        print_row(
            name,
            f"{statistics.median(each.site.a_second):.1f}",
            f"{ratio(each.site.a_second, first.site.a_second):.2f}",
            f"{1000 * statistics.median(each.site.cpu):.1f} ms",
            f"{statistics.median(each.pages):.0f}",
            f"{each.megabytes():.0f} MB",
        )


def main(rounds: int, logins: int, pages: int) -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        made = contenders(Path(folder), 12 * len(SERVERS))
        for each in made.values():
            stack.enter_context(running.serving(each.site.served))
            each.warm_up()
        for _round in range(rounds):
            for each in made.values():
                each.measure(logins, pages)
        tell(made)


if __name__ == "__main__":
    main(**options(__doc__, rounds=5, logins=100, pages=1200))
