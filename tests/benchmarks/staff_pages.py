"""Compare the staff's pages at a bank of a thousand customers and at one of a million.

    python -m tests.benchmarks.staff_pages
    python -m tests.benchmarks.staff_pages --customers 100000

Starts a PostgreSQL, creates a bank of a thousand customers and a large bank in it, logs a member of
staff in to both, and opens every page of rows that the admin's registry has, at both in turn.
Prints the page with the worst ratio of each kind, and each search.
"""

import argparse
import logging
import os
import random
import statistics
import sys
import time
from collections import defaultdict
from functools import partial
from itertools import starmap
from typing import Any, NamedTuple

import django

sys.argv.append("--postgresql")  # tests.settings starts one
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

from kodbox.reports import batch_anomalies  # noqa: E402
from tests import people, staff  # noqa: E402
from tests.admin_pages import Page, find, pages  # noqa: E402
from tests.benchmarks import bank  # noqa: E402
from tests.benchmarks.comparing import (  # noqa: E402
    milliseconds,
    print_head,
    print_row,
    seconds,
)
from tests.benchmarks.databases import new_bank  # noqa: E402

SMALL = 1_000  # customers of the small bank
CUSTOMER = 77  # whose pages are opened
ROUNDS = 15
SEARCHES = {
    "kundnummer": people.kundnummer(CUSTOMER),
    "number that nobody has": people.NOBODY,
    "serial": f"5{CUSTOMER:09}",
    "a name that many have": "anna",
    "a name that three have": bank.RARE.lower(),
    "a name that nobody has": "nobody at all",
}


class Bank(NamedTuple):
    """A bank in its own database, and the browser of a member of staff."""

    connection: Any
    client: Client
    pages: dict[str, Page]

    def open(self, page: Page) -> None:
        """Open the bank's page of that name, or its list if the list is too short for that page."""
        connections["default"] = self.connection
        self.pages.get(page.name, self.pages.get(f"{page.model}: list")).open(self.client)


def open_bank(customers: int) -> Bank:
    """Create a bank, log a member of staff in, and look up the pages to open."""
    own_connection = new_bank(customers)
    client = staff.hire_and_log_in("sofia", "sakerhet")
    customer = bank.customer(CUSTOMER)
    device = customer.devices.get()
    opened = [*pages(client, customer, device, device.order), *starmap(find, SEARCHES.items())]
    return Bank(own_connection, client, {page.name: page for page in opened})


def statements_of(a_bank: Bank, page: Page) -> int:
    a_bank.open(page)
    with CaptureQueriesContext(connection) as queries:
        a_bank.open(page)
    return len(queries)


def measure(banks: list[Bank], rounds: int) -> dict[str, list[list[float]]]:
    """Return the times of each page, first at the small bank and then at the large one."""
    times: dict[str, list[list[float]]] = {name: [[], []] for name in banks[1].pages}
    for _ in range(rounds):
        for name, page_times in times.items():
            for index in random.sample([0, 1], 2):
                open_page = partial(banks[index].open, banks[1].pages[name])
                page_times[index].append(seconds(time.perf_counter, open_page))
    return times


def print_table(banks: list[Bank], customers: int, rounds: int, *, each: bool) -> None:
    """Print a row for each page, or the worst ratio of each kind of page."""
    measure(banks, 2)  # to warm up
    kinds = defaultdict(list)
    for name, times in measure(banks, rounds).items():
        page = banks[1].pages[name]
        small, large = map(statistics.median, times)
        counts = " and ".join(str(statements_of(a_bank, page)) for a_bank in banks)
        kind = name if page.body or each else page.kind.split()[0]
        row = (name, counts, *map(milliseconds, times), f"{large / small:.1f}")
        kinds[kind].append((large / small, row))
    print_head("page", "statements", f"at {SMALL:,}", f"at {customers:,}", "ratio")
    for rows in kinds.values():
        print_row(*max(rows)[1])


def print_counting(banks: list[Bank]) -> None:
    """Print how long `housekeeping` takes to count batch anomalies."""
    for a_bank in banks:
        connections["default"] = a_bank.connection
        took = seconds(time.perf_counter, lambda: batch_anomalies.count_refusals(timezone.now()))
        name = a_bank.connection.settings_dict["NAME"]
        print(f"Counting batch anomalies in {name}: {took:.1f} s.")


def main(customers: int, rounds: int, *, each: bool) -> None:
    logging.disable(logging.CRITICAL)
    setup_test_environment()
    connections.settings["default"]["OPTIONS"].pop("pool")
    banks = [open_bank(SMALL), open_bank(customers)]
    print_table(banks, customers, rounds, each=each)
    print_counting(banks)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--each", action="store_true", help="a row for each page")
    parser.add_argument("--postgresql", action="store_true", help="always")
    arguments = parser.parse_args()
    main(arguments.customers, arguments.rounds, each=arguments.each)
