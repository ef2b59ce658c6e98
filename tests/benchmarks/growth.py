"""Compare a login at a bank of a thousand customers with one at a bank of a million.

    python -m tests.benchmarks.growth 1000 100000 1000000

Creates a bank of each size, with ten events for each customer, in the PostgreSQL that the tests
start. Then customers log in through the pages of each bank in turn, in this process, with
production settings; each of them logs in for the first time since the bank was filled. Prints the
processor time of the application and of PostgreSQL's process, and the buffers that the statements
touch.
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

from tests.benchmarks import flows
from tests.benchmarks.comparing import in_turn, milliseconds, print_head, print_row, ratio
from tests.benchmarks.visitor import Direct
from tests.server import production
from tests.server.customers import Customer

folder = tempfile.TemporaryDirectory()
os.environ.update(production.without_tables(Path(folder.name)))
django.setup()
logging.disable(logging.CRITICAL)

from django.db import connections  # noqa: E402

from accounts.models import Account  # noqa: E402
from hembanken.audit import audit_log  # noqa: E402
from hembanken.audit.events import Event  # noqa: E402
from hembanken.wsgi import application  # noqa: E402
from tests.benchmarks.bank import EVENTS_PER_CUSTOMER  # noqa: E402
from tests.benchmarks.databases import buffers_of, new_bank  # noqa: E402
from tests.server.setting_up import set_up_one_of_many  # noqa: E402

ROUNDS = 100
WARM_UP = 10
EXPLAINED = 5


class Cost(NamedTuple):
    """The processor seconds of a login."""

    application: float
    postgresql: float


class Bank(NamedTuple):
    """A bank in its own database, and the customers who are yet to log in."""

    connection: Any
    people: Iterator[Customer]

    def log_in(self) -> None:
        """Log the next customer in."""
        connections["default"] = self.connection
        flows.log_in(Direct(application, dict(production.THROUGH_PROXY)), next(self.people))

    def buffers(self) -> list[int]:
        """Log the next customer in, and return how many buffers each statement touches."""
        connections["default"] = self.connection
        return buffers_of(self.log_in)

    def cost(self) -> Cost:
        """Log the next customer in, and return what that costs."""
        before = self._used()
        self.log_in()
        return Cost(*(after - used for after, used in zip(self._used(), before, strict=True)))

    def _used(self) -> tuple[float, float]:
        process = self.connection.connection.info.backend_pid
        nanoseconds, *_more = Path(f"/proc/{process}/schedstat").read_text().split()
        return time.process_time(), int(nanoseconds) / 1e9


def open_bank(size: int, people: int) -> Bank:
    """Create a bank, with additional customers who can log in."""
    connection = new_bank(size)
    return Bank(connection, iter([new_customer(size + index) for index in range(1, 1 + people)]))


def new_customer(index: int) -> Customer:
    """Create a customer who has logged in before."""
    customer = Customer(**set_up_one_of_many(index))
    account = Account.objects.latest("created_at")
    for _login in range(EVENTS_PER_CUSTOMER):
        audit_log.append(Event.LOGIN_COMPLETED, account.pk)
    return customer


def print_table(costs: dict[str, list[Cost]], touched: dict[str, list[list[int]]]) -> None:
    """Print the costs of a login at each bank, and their ratio to the first bank's."""
    print_head("customers", "application", "PostgreSQL", "together, ratio", "statements", "buffers")
    first = [sum(cost) for cost in next(iter(costs.values()))]
    for name, bank_costs in costs.items():
        buffers = statistics.median(map(sum, touched[name]))
        print_row(
            name,
            *map(milliseconds, zip(*bank_costs, strict=True)),
            f"{ratio(map(sum, bank_costs), first):.2f}",
            len(touched[name][0]),
            f"{buffers:.0f}",
        )


def main(sizes: list[int], rounds: int) -> None:
    """Measure; the largest bank is created first, so that its pages are not the latest read."""
    settings = connections.settings["default"]
    settings["OPTIONS"].pop("pool")
    settings["CONN_MAX_AGE"] = None  # as a pool keeps them
    people = WARM_UP + EXPLAINED + rounds
    created = {f"{size:,}": open_bank(size, people) for size in sorted(sizes, reverse=True)}
    banks = dict(reversed(created.items()))
    in_turn({name: bank.log_in for name, bank in banks.items()}, WARM_UP)
    costs = in_turn({name: bank.cost for name, bank in banks.items()}, rounds)
    touched = in_turn({name: bank.buffers for name, bank in banks.items()}, EXPLAINED)
    print_table(costs, touched)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    main(**vars(parser.parse_args()))
