"""Whether time tells a customer from a number that nobody has (S9).

    python -m tests.benchmarks.timing --pairs 2000
    python -m tests.benchmarks.timing --pairs 2000 --postgresql

Posts wrong credentials for a customer and for an unknown number in turn, in random order within
each pair, and prints how well the time of an answer tells the two apart: the area under the
curve, from 0.5 for not at all to 1 for always.
"""

import argparse
import logging
import os
import random
import statistics
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"  # a database and keys for one run
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from tests import people  # noqa: E402

Answer = Callable[[str], None]
NEVER = 10**9
WARM_UP = 50


def refused_password(number: str) -> None:
    expect_refusal(Client().post("/logga-in/", {"number": number, "password": "9513"}))


def refused_code(number: str) -> None:
    expect_refusal(Client().post("/nytt-losenord/", {"number": number, "code": "12345678"}))


def refused_jointly(number: str) -> None:
    client = Client()
    client.post("/logga-in/", {"number": number, "password": "9513"})
    expect_refusal(client.post("/logga-in/behorighetskod/", {"code": "12345678"}))


def expect_refusal(response: Any) -> None:
    assert response.context["form"].has_error("__all__", "refused")


PAGES = (("number and password", refused_password), ("code", refused_code))


def seconds_of(answer: Answer, number: str) -> float:
    """Return the processor time of an answer, which other work on the machine disturbs least."""
    begun = time.process_time()
    answer(number)
    return time.process_time() - begun


def measure(answer: Answer, pairs: int) -> tuple[list[float], list[float]]:
    """Return the times for a customer and for an unknown number, taken in turn."""
    times: dict[str, list[float]] = {people.ASTRID: [], people.NOBODY: []}
    for _ in range(WARM_UP + pairs):
        for number in random.sample(list(times), 2):
            times[number].append(seconds_of(answer, number))
    return times[people.ASTRID][WARM_UP:], times[people.NOBODY][WARM_UP:]


def area_under_curve(ones: list[float], others: list[float]) -> float:
    """Return how often one of `ones` is larger than one of `others`; a tie counts half."""
    ordered = sorted(others)
    larger = sum(bisect_left(ordered, one) + bisect_right(ordered, one) for one in ones) / 2
    return larger / (len(ones) * len(others))


def print_row(name: str, answer: Answer, pairs: int) -> None:
    known, unknown = measure(answer, pairs)
    area = area_under_curve(known, unknown)
    medians = [f"{statistics.median(times) * 1_000:.2f} ms" for times in (known, unknown)]
    print(f"| {name} | {medians[0]} | {medians[1]} | {max(area, 1 - area):.3f} |", flush=True)


def main(pairs: int) -> None:
    """Make a bank that stops nobody, and print a table."""
    logging.disable(logging.CRITICAL)
    setup_test_environment()
    call_command("migrate", verbosity=0)
    people.publish_texts()
    astrid = people.new_customer(people.ASTRID, "Astrid Avtal")
    people.settle(astrid)
    people.give(astrid, active=True)
    settings.ATTEMPTS_BEFORE_STOP = settings.ATTEMPTS_BEFORE_BLOCK = NEVER
    settings.ADDRESS_FAILURES = settings.SITE_FAILURES = NEVER
    print("| refused | a customer | nobody | area under the curve |\n|---|---|---|---|")
    for name, answer in PAGES:
        print_row(name, answer, pairs)
    settings.REFUSALS = "joint"
    print_row("all together", refused_jointly, pairs)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=2_000)
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    main(parser.parse_args().pairs)
