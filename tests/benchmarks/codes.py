"""Measure how many codes are checked a second, here and by django-otp (the extra `bench`).

    python -m tests.benchmarks.codes

Uses valid codes of eight digits on SQLite and on the PostgreSQL that the tests start, each in a
separate process with the connection of production; on PostgreSQL also in parallel, so that one
check runs while another waits for the disk. Every commit waits for the disk: synchronous=FULL on
SQLite, fsync and synchronous_commit on PostgreSQL. Prints codes a second and this process's time,
each with its ratio to django-otp (higher is better), and the statements; transaction control does
not count.
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
from tests.benchmarks.comparing import (  # noqa: E402
    in_turn,
    milliseconds,
    print_head,
    print_row,
    ratio,
)
from tests.observing import TRANSACTION_CONTROL  # noqa: E402

ROUNDS = 30
WARM_UP = 2
CUSTOMERS = 40  # each with one code in a round


class Customer(NamedTuple):
    """A customer with a kodbox and a device of django-otp, and the next codes of both."""

    account: Account
    codes: Iterator[str]
    otp_device: HOTPDevice
    otp_codes: Iterator[str]


def new_customer(index: int, count: int) -> Customer:
    account = people.new_customer(people.kundnummer(index), f"Kund {index}")
    kodbox = people.give(account, active=True)
    key = base64.b32decode(kodbox.secret).hex()
    device = HOTPDevice.objects.create(user=account, key=key, digits=8, tolerance=10)
    codes = [kodbox.press() for _code in range(count)]
    return Customer(account, iter(codes), device, iter(codes))


def use(customer: Customer, on_accepted: Callable[[], None] = lambda: None) -> None:
    """Use a code; the audit log records no event for an ordinary one."""
    use_code(
        customer.account.pk, next(customer.codes), replacement_allowed=True, on_accepted=on_accepted
    )


def use_with_event(customer: Customer) -> None:
    """Use a code, and record an event in the same transaction."""
    use(customer, partial(audit_log.append, Event.LOGIN_COMPLETED, customer.account.pk))


def verify(customer: Customer) -> None:
    """Verify a code with the function that django-otp's documentation recommends."""
    device = customer.otp_device.persistent_id
    assert verify_token(customer.account, device, next(customer.otp_codes))


def verify_without_lock(customer: Customer) -> None:
    """Verify a code without a transaction, so that parallel requests can use it more than once."""
    device = HOTPDevice.objects.get(pk=customer.otp_device.pk)
    assert device.verify_token(next(customer.otp_codes))


BASE = "verify_token of django-otp"
CHECKS = {
    "use_code": use,
    "use_code with a row of the audit log": use_with_event,
    BASE: verify,
    "HOTPDevice.verify_token without its lock": verify_without_lock,
}


def cost(
    check: Callable[[Customer], None], customers: list[Customer], threads: Executor | None
) -> tuple[float, float]:
    """Return the seconds of a check, wall time and this process's time."""
    started = time.perf_counter(), time.process_time()
    for _done in threads.map(check, customers) if threads else map(check, customers):
        pass
    return (
        (time.perf_counter() - started[0]) / CUSTOMERS,
        (time.process_time() - started[1]) / CUSTOMERS,
    )


def statements(check: Callable[[Customer], None], customer: Customer) -> int:
    with CaptureQueriesContext(connection) as queries:
        check(customer)
    return sum(not query["sql"].startswith(TRANSACTION_CONTROL) for query in queries)


def print_all(rounds: int) -> None:
    """Print the rows of this process's database."""
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0)
    print_rows(rounds, connection.display_name, None)
    if connection.vendor == "postgresql":  # SQLite has one writer at a time.
        count = settings.REQUESTS_AT_ONCE
        with ThreadPoolExecutor(count) as threads:
            print_rows(rounds, f"{connection.display_name}, {count} at once", threads)


def print_rows(rounds: int, database: str, threads: Executor | None) -> None:
    """Print a row for each check, measured with new customers."""
    first = Account.objects.count()
    codes = 2 * (WARM_UP + rounds + 1)
    customers = [new_customer(index, codes) for index in range(first, first + CUSTOMERS)]
    measures = {name: partial(cost, check, customers, threads) for name, check in CHECKS.items()}
    in_turn(measures, WARM_UP)
    costs = in_turn(measures, rounds)
    base_wall, base_processor = zip(*costs[BASE], strict=True)
    for name, check_costs in costs.items():
        wall, processor = zip(*check_costs, strict=True)
        print_row(
            f"{database}: {name}",
            f"{1 / statistics.median(wall):.0f}",
            f"{ratio(base_wall, wall):.2f}",
            milliseconds(processor, 2),
            f"{ratio(base_processor, processor):.2f}",
            statements(CHECKS[name], customers[0]),
        )


def main(rounds: int, database: str) -> None:
    """Measure in a separate process for each database, or in this one."""
    if database:
        return print_all(rounds)
    print_head("codes", "a second", "ratio", "processor time", "ratio", "statements")
    for option in ("--sqlite", "--postgresql"):
        command = [sys.executable, "-m", "tests.benchmarks.codes", "--rounds", str(rounds), option]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    for name in ("sqlite", "postgresql"):  # The tests' settings look for --postgresql too.
        parser.add_argument(f"--{name}", action="store_const", const=name, dest="database")
    main(**vars(parser.parse_args()))
