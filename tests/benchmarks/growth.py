"""Whether a login is as fast with a million customers as with a thousand.

    python -m tests.benchmarks.growth 1000 100000 1000000

Makes banks of so many customers with ten events each in the PostgreSQL that the tests start, and
lets somebody log in through the pages at each of them in turn, in this process and with the
settings of production: every time another customer, who has not been there since. Prints the
processor time of the application and of the process of PostgreSQL that serves it, and the buffers
that the statements touch.
"""

import argparse
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import django

from tests.benchmarks.comparing import in_turn, print_head, print_row, ratio
from tests.benchmarks.logins import Person, log_in
from tests.benchmarks.visitor import Direct
from tests.server import production

folder = tempfile.TemporaryDirectory()
os.environ.update(production.collected(Path(folder.name)))
django.setup()
logging.disable(logging.CRITICAL)

from django.db import connections  # noqa: E402

from accounts.models import Account  # noqa: E402
from hembanken.audit import audit_log  # noqa: E402
from hembanken.audit.events import Event  # noqa: E402
from hembanken.wsgi import application  # noqa: E402
from tests.benchmarks.bank import EVENTS  # noqa: E402
from tests.benchmarks.bank_for_logins import set_up  # noqa: E402
from tests.benchmarks.databases import new_bank  # noqa: E402
from tests.benchmarks.explaining import buffers_of  # noqa: E402

ROUNDS = 100
WARM_UP = 10
EXPLAINED = 5


class Cost(NamedTuple):
    """The processor seconds of a login."""

    application: float
    postgresql: float


class Bank(NamedTuple):
    """A bank in a database of its own, and those of its customers who are yet to log in."""

    connection: Any
    people: Iterator[Person]

    def log_in(self) -> None:
        """Let the next customer log in."""
        connections["default"] = self.connection
        log_in(Direct(application, dict(production.THROUGH_PROXY)), next(self.people))

    def buffers(self) -> list[int]:
        """Let the next customer log in, and return how many buffers each statement touches."""
        connections["default"] = self.connection
        return buffers_of(self.log_in)

    def cost(self) -> Cost:
        before = self._used()
        self.log_in()
        return Cost(*(after - was for after, was in zip(self._used(), before, strict=True)))

    def _used(self) -> tuple[float, float]:
        process = self.connection.connection.info.backend_pid
        nanoseconds, *_more = Path(f"/proc/{process}/schedstat").read_text().split()
        return time.process_time(), int(nanoseconds) / 1e9


def open_bank(customers: int, people: int) -> Bank:
    """Make a bank, with as many people besides who can log in."""
    connection = new_bank(customers)
    return Bank(connection, iter([new_person(customers + place) for place in range(1, 1 + people)]))


def new_person(place: int) -> Person:
    """Make a customer who has logged in before."""
    person = Person(**set_up(place))
    account = Account.objects.latest("created_at")
    for _login in range(EVENTS):
        audit_log.append(Event.LOGIN_COMPLETED, account.pk)
    return person


def tell_costs(costs: dict[str, list[Cost]], touched: dict[str, list[list[int]]]) -> None:
    """Print what a login costs at each bank, and how many times as much as at the first."""
    print_head("customers", "application", "PostgreSQL", "together, ratio", "statements", "buffers")
    few = [sum(cost) for cost in next(iter(costs.values()))]
    for name, own in costs.items():
        parts = [f"{1000 * statistics.median(part):.1f} ms" for part in zip(*own, strict=True)]
        buffers = map(sum, touched[name])
        times = ratio(map(sum, own), few)
        print_row(
            name, *parts, f"{times:.2f}", len(touched[name][0]), f"{statistics.median(buffers):.0f}"
        )


def main(sizes: list[int], rounds: int) -> None:
    """Make the largest bank first, so that not its pages are those that were read last."""
    settings = connections.settings["default"]
    settings["OPTIONS"].pop("pool")
    settings["CONN_MAX_AGE"] = None  # as a pool keeps them
    people = WARM_UP + EXPLAINED + rounds
    made = {f"{size:,}": open_bank(size, people) for size in sorted(sizes, reverse=True)}
    banks = dict(reversed(made.items()))
    in_turn({name: bank.log_in for name, bank in banks.items()}, WARM_UP)
    costs = in_turn({name: bank.cost for name, bank in banks.items()}, rounds)
    touched = in_turn({name: bank.buffers for name, bank in banks.items()}, EXPLAINED)
    tell_costs(costs, touched)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    main(**vars(parser.parse_args()))
