"""Remove each guard once and see a test fail: python -m tests.guards [--only TEXT] [--sample N]."""

import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.guards.removal import ROOT, Guard, listed, without

SECONDS = 300  # for the tests of one guard
PYTEST = (sys.executable, "-m", "pytest", "-xqn0", "--tb=no", "-pno:cacheprovider")
OURS = ("HEMBANKEN_", "DATABASE_URL")  # what would lead the copy's tests elsewhere
FAILED = re.compile(r"^FAILED (\S+::\w+).*", re.MULTILINE)
NO_ASSERTION = re.compile(r"- (NameError|ImportError|ModuleNotFoundError|UnboundLocalError)\b")


def chosen() -> tuple[list[Guard], int]:
    """Return which guards are removed, and how many at the same time."""
    parser = argparse.ArgumentParser(prog="python -m tests.guards", description=__doc__)
    parser.add_argument("--only", default="", metavar="TEXT", help="in its place or removal")
    parser.add_argument("--sample", type=int, metavar="N", help="so many of them, drawn by --seed")
    parser.add_argument("--seed", default="", help="any text; the same text draws the same guards")
    parser.add_argument("--jobs", type=int, default=2, help="how many at once")
    told = parser.parse_args()
    guards = [guard for guard in listed() if told.only in str(guard)]
    if told.sample and told.sample < len(guards):
        print(f"A sample of {told.sample} of {len(guards)} guards; seed {told.seed!r}.")
        guards = random.Random(told.seed).sample(guards, told.sample)
    return guards, told.jobs


def copy_site(folder: Path) -> None:
    """Copy what git knows of; nothing of a run comes back from there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)


def survives(guard: Guard) -> str:
    """Return why nothing has noticed that the guard is gone, or nothing when a test failed."""
    with tempfile.TemporaryDirectory(prefix="hembanken-guard-") as folder:
        site = Path(folder)
        copy_site(site)
        text = (site / guard.file).read_text(encoding="utf-8")
        (site / guard.file).write_text(without(guard, text), encoding="utf-8")
        said = run_tests(guard.test_files, site)
        failed = FAILED.search(said)
        if not failed or NO_ASSERTION.search(failed[0]):
            return failed[0] if failed else said.strip().rpartition("\n")[2]
        (site / guard.file).write_text(text, encoding="utf-8")
        said = run_tests([failed[1]], site)
        return f"{failed[1]} fails with the guard too" if FAILED.search(said) else ""


def run_tests(tests: list[str], site: Path) -> str:
    """Run tests of a copy; return what pytest said."""
    own = {"TMPDIR": str(site), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "1000"}
    kept = {name: text for name, text in os.environ.items() if not name.startswith(OURS)}
    process = subprocess.Popen(
        [*PYTEST, *tests],
        cwd=site,
        env=kept | own,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        return process.communicate(timeout=SECONDS)[0]
    except subprocess.TimeoutExpired:
        return f"no answer after {SECONDS} s"
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)  # the tests and all that they have started
            process.communicate()


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the copies are removed
    guards, jobs = chosen()
    begun, left = time.monotonic(), 0
    with ThreadPoolExecutor(jobs) as pool:
        for guard, why in zip(guards, pool.map(survives, guards), strict=True):
            left += bool(why)
            print(f"{'SURVIVED' if why else 'noticed'}: {guard} {why}", flush=True)
    seconds = time.monotonic() - begun
    print(f"{len(guards)} guards removed, one at a time, {left} survived; {seconds:.0f} s.")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
