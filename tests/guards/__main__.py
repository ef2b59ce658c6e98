"""Remove each guard once and see a test fail: python -m tests.guards [--only TEXT] [--sample N]."""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.guards.guards import Guard, listed
from tests.guards.removal import BASELINE_SECONDS, copy_site, run_tests, survives


def chosen() -> tuple[list[Guard], int]:
    """Return which guards are removed, and how many at the same time."""
    parser = argparse.ArgumentParser(prog="python -m tests.guards", description=__doc__)
    parser.add_argument("--only", default="", metavar="TEXT", help="in its file or what it keeps")
    parser.add_argument("--sample", type=int, metavar="N", help="so many of them, drawn by --seed")
    parser.add_argument("--seed", default="", help="any text; the same text draws the same guards")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many at once")
    told = parser.parse_args()
    guards = [guard for guard in listed() if told.only.lower() in str(guard).lower()]
    if told.sample and told.sample < len(guards):
        print(f"A sample of {told.sample} of {len(guards)} guards; seed {told.seed!r}.")
        guards = random.Random(told.seed).sample(guards, told.sample)
    return guards, max(1, min(told.jobs, len(guards)))


def site_is_sound(guards: list[Guard], site: Path) -> bool:
    """Tell whether the tests pass while every guard stands; without that no failure says much."""
    named = sorted(
        {test for guard in guards for test in guard.test_ids if not guard.needs_a_server}
    )
    code, said = run_tests(named, site, BASELINE_SECONDS) if named else (0, "")
    if code:
        print(f"With every guard in its place the tests do not pass:\n{said}")
    return code == 0


def survivors(guards: list[Guard], folder: Path, jobs: int) -> list[str]:
    """Remove each guard in one of the copies, and return those that nothing missed."""
    free: SimpleQueue[Path] = SimpleQueue()
    for number in range(jobs):
        copy_site(folder / str(number))
        free.put(folder / str(number))

    def judged(guard: Guard) -> str:
        site = free.get()
        try:
            why = survives(guard, site)
        finally:
            free.put(site)
        if why:
            print(f"SURVIVED {guard} {why}", flush=True)
        return why

    if not site_is_sound(guards, folder / "0"):
        return ["the tests themselves"]
    with ThreadPoolExecutor(jobs) as pool:
        return [why for why in pool.map(judged, guards) if why]


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the copies are removed
    guards, jobs = chosen()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hembanken-guards-") as folder:
        left = survivors(guards, Path(folder), jobs)
    seconds = time.monotonic() - begun
    print(f"{len(guards)} guards removed, one at a time, {len(left)} survived; {seconds:.0f} s.")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
