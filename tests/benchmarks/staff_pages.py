"""Whether the staff's pages are as fast with a million customers as with a thousand.

    python -m tests.benchmarks.staff_pages
    python -m tests.benchmarks.staff_pages --customers 100000

Starts a PostgreSQL, makes a bank of a thousand customers and a bank of so many in it, logs a
member of staff in to both, and opens every page that the admin's registry has rows for: at both
in turn, round after round. Prints the page of the worst ratio of each kind, and each search.
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
from tests.benchmarks.comparing import print_head, print_row, seconds  # noqa: E402
from tests.benchmarks.databases import new_bank  # noqa: E402

FEW = 1_000  # customers of the small bank
SOUGHT = 77  # the customer whose pages are opened
ROUNDS = 15
SEARCHES = {
    "kundnummer": people.kundnummer(SOUGHT),
    "number that nobody has": people.NOBODY,
    "serial": f"5{SOUGHT:09}",
    "a name that many have": "anna",
    "a name that three have": bank.RARE.lower(),
    "a name that nobody has": "nobody at all",
}


class Bank(NamedTuple):
    """A bank in a database of its own, and a member of staff at work in it."""

    connection: Any
    client: Client
    pages: dict[str, Page]

    def open(self, page: Page) -> None:
        """Open the bank's own such page; a list that is too short for it is opened instead."""
        connections["default"] = self.connection
        self.pages.get(page.name, self.pages.get(f"{page.model}: list")).open(self.client)


def go_to_work(own: Any) -> Bank:
    """Log a member of staff in to a bank, and look up what they are to open."""
    connections["default"] = own
    client = staff.hire_and_log_in("sofia", "sakerhet")
    sought = bank.customer(SOUGHT)
    device = sought.devices.get()
    shown = [*pages(client, sought, device, device.order), *starmap(find, SEARCHES.items())]
    return Bank(own, client, {page.name: page for page in shown})


def statements_of(place: Bank, page: Page) -> int:
    place.open(page)
    with CaptureQueriesContext(connection) as queries:
        place.open(page)
    return len(queries)


def measure(banks: list[Bank], rounds: int) -> dict[str, list[list[float]]]:
    """Return the times of each page at each bank, taken in turn."""
    times: dict[str, list[list[float]]] = {name: [[], []] for name in banks[1].pages}
    for _ in range(rounds):
        for name, of_each in times.items():
            for which in random.sample([0, 1], 2):
                open_it = partial(banks[which].open, banks[1].pages[name])
                of_each[which].append(seconds(time.perf_counter, open_it))
    return times


def print_rows(banks: list[Bank], rounds: int, *, each: bool) -> None:
    """Print a row for each page, or for each kind of page that of its worst ratio."""
    measure(banks, 2)  # to warm up
    kinds = defaultdict(list)
    for name, times in measure(banks, rounds).items():
        page = banks[1].pages[name]
        few, many = (statistics.median(of_one) * 1_000 for of_one in times)
        counts = " and ".join(str(statements_of(place, page)) for place in banks)
        kind = name if page.body or each else page.kind.split()[0]
        row = (name, counts, f"{few:.1f} ms", f"{many:.1f} ms", f"{many / few:.1f}")
        kinds[kind].append((many / few, row))
    print_head("page", "statements", f"at {FEW:,}", "at many", "ratio")
    for rows in kinds.values():
        print_row(*max(rows)[1])


def print_counting(banks: list[Bank]) -> None:
    """Print how long `housekeeping` takes to count which batches are refused too often."""
    for place in banks:
        connections["default"] = place.connection
        took = seconds(time.perf_counter, lambda: batch_anomalies.count_refusals(timezone.now()))
        print(f"counting the batches of {place.connection.settings_dict['NAME']}: {took:.1f} s")


def main(customers: int, rounds: int, *, each: bool) -> None:
    logging.disable(logging.CRITICAL)
    setup_test_environment()
    connections.settings["default"]["OPTIONS"].pop("pool")
    made = [new_bank(FEW), new_bank(customers)]
    banks = [go_to_work(own) for own in made]
    print_rows(banks, rounds, each=each)
    print_counting(banks)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--each", action="store_true", help="a row for each page")
    parser.add_argument("--postgresql", action="store_true", help="always")
    told = parser.parse_args()
    main(told.customers, told.rounds, each=told.each)
