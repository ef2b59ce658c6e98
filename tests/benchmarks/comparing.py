"""What is compared is measured in turn: whatever else the machine does meets all of it alike."""

import argparse
import random
import statistics
from collections.abc import Callable, Iterable, Mapping


def options(doc: str | None, **defaults: int) -> dict[str, int]:
    """Return what the command line asks for: whole numbers, each by its name."""
    parser = argparse.ArgumentParser(description=doc)
    for name, default in defaults.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    return vars(parser.parse_args())


def seconds(clock: Callable[[], float], act: Callable[[], object]) -> float:
    """Return how long an act takes by a clock: the wall's, or this process's."""
    begun = clock()
    act()
    return clock() - begun


def in_turn[T](measures: Mapping[str, Callable[[], T]], rounds: int) -> dict[str, list[T]]:
    """Return what each measure gives, round after round, in an order that each round draws."""
    found: dict[str, list[T]] = {name: [] for name in measures}
    for _round in range(rounds):
        for name in random.sample(list(measures), len(measures)):
            found[name].append(measures[name]())
    return found


def ratio(ones: Iterable[float], others: Iterable[float]) -> float:
    """Return the median of the rounds' ratios."""
    return statistics.median(one / other for one, other in zip(ones, others, strict=True))


def print_row(*cells: object) -> None:
    print("|", " | ".join(map(str, cells)), "|", flush=True)


def print_head(*cells: str) -> None:
    print_row(*cells)
    print("|" + "---|" * len(cells), flush=True)
