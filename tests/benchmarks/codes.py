"""How many codes are checked a second, ours beside django-otp's, the extra `bench`.

    python -m tests.benchmarks.codes

Spends right codes of eight digits, on SQLite and on the PostgreSQL that the tests start, each in a
process of its own with the connection of production; on PostgreSQL also some at once, so that one
works while another waits for the disk. Every commit waits for the disk:
SQLite's with synchronous=FULL, PostgreSQL's with fsync and synchronous_commit. Prints codes a
second and this process's own time, each with how many times as good as django-otp it is, and the
statements, transaction control not counted.
"""

import argparse
import base64
import logging
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.codes_settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django_otp import verify_token  # noqa: E402
from django_otp.plugins.otp_hotp.models import HOTPDevice  # noqa: E402

from accounts.models import Account  # noqa: E402
from hembanken.audit import audit_log  # noqa: E402
from hembanken.audit.events import Event  # noqa: E402
from kodbox.verification import use_code  # noqa: E402
from tests import people  # noqa: E402
from tests.benchmarks.comparing import in_turn, print_head, print_row, ratio  # noqa: E402
from tests.observing import TRANSACTION_CONTROL  # noqa: E402

ROUNDS = 30
WARM_UP = 2
PEOPLE = 40  # each with one code in a round


class Customer(NamedTuple):
    """Somebody with a kodbox of ours and a device of django-otp's, and what both will show."""

    account: Account
    codes: Iterator[str]
    other: HOTPDevice
    other_codes: Iterator[str]


def new_customer(place: int, codes: int) -> Customer:
    account = people.new_customer(people.kundnummer(place), f"Kund {place}")
    kodbox = people.give(account, active=True)
    key = base64.b32decode(kodbox.secret).hex()
    other = HOTPDevice.objects.create(user=account, key=key, digits=8, tolerance=10)
    shown = [kodbox.press() for _code in range(codes)]
    return Customer(account, iter(shown), other, iter(shown))


def spend(customer: Customer, on_accepted: Callable[[], None] = lambda: None) -> None:
    """Let the bank accept a code; of an ordinary one its audit log has nothing to tell."""
    use_code(
        customer.account.pk, next(customer.codes), replacement_allowed=True, on_accepted=on_accepted
    )


def spend_with_event(customer: Customer) -> None:
    """Let an event stand or fall with the code."""
    spend(customer, partial(audit_log.append, Event.LOGIN_COMPLETED, customer.account.pk))


def verify(customer: Customer) -> None:
    """Let django-otp accept a code by the function that its documentation asks for."""
    assert verify_token(customer.account, customer.other.persistent_id, next(customer.other_codes))


def verify_alone(customer: Customer) -> None:
    """Let the device verify a code without a transaction: one code gets in more than once."""
    device = HOTPDevice.objects.get(pk=customer.other.pk)
    assert device.verify_token(next(customer.other_codes))


BASE = "verify_token of django-otp"
CHECKS = {
    "use_code": spend,
    "use_code with a row of the audit log": spend_with_event,
    BASE: verify,
    "HOTPDevice.verify_token without its lock": verify_alone,
}


class Cost(NamedTuple):
    """The seconds of a check: by the wall's clock, and by this process's."""

    wall: float
    processor: float


def cost(
    check: Callable[[Customer], None], customers: list[Customer], threads: Executor | None
) -> Cost:
    """Return what each of the customers costs, one after the other or some at once."""
    begun = time.perf_counter(), time.process_time()
    for _done in threads.map(check, customers) if threads else map(check, customers):
        pass
    ended = time.perf_counter(), time.process_time()
    return Cost(*((end - was) / PEOPLE for was, end in zip(begun, ended, strict=True)))


def statements(check: Callable[[Customer], None], customer: Customer) -> int:
    with CaptureQueriesContext(connection) as queries:
        check(customer)
    return sum(not each["sql"].startswith(TRANSACTION_CONTROL) for each in queries)


def print_all(rounds: int) -> None:
    """Print the rows of the database of this process."""
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0)
    print_rows(rounds, f"{connection.display_name}: ", None)
    if connection.vendor == "postgresql":  # SQLite has one writer at a time
        with ThreadPoolExecutor(settings.REQUESTS_AT_ONCE) as threads:
            print_rows(
                rounds, f"{connection.display_name}, {settings.REQUESTS_AT_ONCE} at once: ", threads
            )


def print_rows(rounds: int, where: str, threads: Executor | None) -> None:
    """Print a row for each check, of customers of their own."""
    first = Account.objects.count()
    codes = 2 * (WARM_UP + rounds + 1)
    customers = [new_customer(place, codes) for place in range(first, first + PEOPLE)]
    measures = {name: partial(cost, check, customers, threads) for name, check in CHECKS.items()}
    in_turn(measures, WARM_UP)
    costs = in_turn(measures, rounds)
    base = list(zip(*costs[BASE], strict=True))
    for name, own in costs.items():
        wall, processor = parts = list(zip(*own, strict=True))
        walls, processors = (f"{ratio(*each):.2f}" for each in zip(base, parts, strict=True))
        a_second, took = 1 / statistics.median(wall), 1000 * statistics.median(processor)
        count = statements(CHECKS[name], customers[0])
        print_row(where + name, f"{a_second:.0f}", walls, f"{took:.2f} ms", processors, count)


def main(rounds: int, database: str) -> None:
    """Measure in a process for each database, or in this one."""
    if database:
        return print_all(rounds)
    print_head("codes", "a second", "ratio", "processor time", "ratio", "statements")
    for each in ("--sqlite", "--postgresql"):
        command = [sys.executable, "-m", "tests.benchmarks.codes", "--rounds", str(rounds), each]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    for each in ("sqlite", "postgresql"):  # what the tests' settings look for, too
        parser.add_argument(f"--{each}", action="store_const", const=each, dest="database")
    main(**vars(parser.parse_args()))
