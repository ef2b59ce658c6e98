"""Measure whether time separates a customer from an unknown number (S9).

    python -m tests.benchmarks.timing --pairs 2000

Posts wrong credentials for a customer and for an unknown number in turn, in random order within
each pair, and opens the page that a refusal leads to. Prints how well the time of both separates
the two: the area under the curve, from 0.5 (not at all) to 1 (always).
"""

import logging
import os
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import partial
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"  # a temporary database and keys
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from tests import people  # noqa: E402
from tests.benchmarks.comparing import (  # noqa: E402
    in_turn,
    milliseconds,
    options,
    print_head,
    print_row,
    seconds,
)
from tests.forms import submit  # noqa: E402

Refusal = Callable[[str], None]
NEVER = 10**9
WARM_UP = 50


def refused_password(number: str) -> None:
    expect_refusal(submit(Client(), "/logga-in/", {"number": number, "password": "9513"}))


def refused_code(number: str) -> None:
    expect_refusal(submit(Client(), "/nytt-losenord/", {"number": number, "code": "12345678"}))


def unanswered_pause(number: str) -> None:
    answer = Client().post("/sparra-kodbox/", {"number": number, "password": "9513"})
    assert answer.status_code == 302, answer


def refused_jointly(number: str) -> None:
    client = Client()
    client.post("/logga-in/", {"number": number, "password": "9513"})
    expect_refusal(submit(client, "/logga-in/behorighetskod/", {"code": "12345678"}))


def expect_refusal(response: Any) -> None:
    assert response.context["form"].has_error("__all__", "refused")


PAGES = (
    ("number and password", refused_password),
    ("code", refused_code),
    ("number and password to pause", unanswered_pause),
)


def measure(refuse: Refusal, pairs: int) -> list[list[float]]:
    """Return the processor times for a customer and for an unknown number, taken in turn."""
    numbers = people.ASTRID, people.NOBODY
    calls = {
        number: partial(seconds, time.process_time, partial(refuse, number)) for number in numbers
    }
    in_turn(calls, WARM_UP)
    return list(in_turn(calls, pairs).values())


def area_under_curve(first: list[float], second: list[float]) -> float:
    """Return how often a value of `first` is larger than one of `second`; a tie counts half."""
    ordered = sorted(second)
    larger = sum(bisect_left(ordered, value) + bisect_right(ordered, value) for value in first) / 2
    return larger / (len(first) * len(second))


def print_page(name: str, refuse: Refusal, pairs: int) -> None:
    known, unknown = measure(refuse, pairs)
    area = area_under_curve(known, unknown)
    medians = milliseconds(known, 2), milliseconds(unknown, 2)
    print_row(name, *medians, f"{max(area, 1 - area):.3f}")


def main(pairs: int) -> None:
    """Create a bank without lockout and rate limits, and print a table."""
    logging.disable(logging.CRITICAL)
    setup_test_environment()
    call_command("migrate", verbosity=0)
    people.publish_texts()
    astrid = people.new_customer(people.ASTRID, "Astrid Avtal")
    people.settle(astrid)
    people.give(astrid, active=True)
    settings.ATTEMPTS_BEFORE_LOCKOUT = settings.ATTEMPTS_BEFORE_PERMANENT_LOCKOUT = NEVER
    settings.ADDRESS_FAILURES = settings.SITE_FAILURES = NEVER
    print_head("refused", "a customer", "nobody", "area under the curve")
    for name, refuse in PAGES:
        print_page(name, refuse, pairs)
    settings.REFUSALS = "joint"
    print_page("all together (`joint`)", refused_jointly, pairs)


if __name__ == "__main__":
    main(**options(__doc__, pairs=2_000))
