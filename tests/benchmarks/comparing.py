"""Measure alternatives in turn, so that the load of the machine affects all of them alike."""

import argparse
import random
import statistics
from collections.abc import Callable, Iterable, Mapping


def options(doc: str | None, **defaults: int) -> dict[str, int]:
    """Return the whole numbers that the command line gives, by name."""
    parser = argparse.ArgumentParser(description=doc)
    for name, default in defaults.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    return vars(parser.parse_args())


def seconds(clock: Callable[[], float], call: Callable[[], object]) -> float:
    """Return how long a call takes by a clock: wall time, or this process's time."""
    started = clock()
    call()
    return clock() - started


def in_turn[T](measures: Mapping[str, Callable[[], T]], rounds: int) -> dict[str, list[T]]:
    """Return the results of each measure, taken round after round in random order."""
    results: dict[str, list[T]] = {name: [] for name in measures}
    for _round in range(rounds):
        for name in random.sample(list(measures), len(measures)):
            results[name].append(measures[name]())
    return results


def ratio(numerators: Iterable[float], denominators: Iterable[float]) -> float:
    """Return the median of the rounds' ratios."""
    return statistics.median(a / b for a, b in zip(numerators, denominators, strict=True))


def milliseconds(times: Iterable[float], digits: int = 1) -> str:
    """Return the median of times in seconds, as text."""
    return f"{1000 * statistics.median(times):.{digits}f} ms"


def print_row(*cells: object) -> None:
    print("|", " | ".join(map(str, cells)), "|", flush=True)


def print_head(*cells: str) -> None:
    print_row(*cells)
    print("|" + "---|" * len(cells), flush=True)
