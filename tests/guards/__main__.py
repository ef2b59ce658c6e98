"""Remove each guard once and expect a failing test: python -m tests.guards [--only TEXT]."""

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

from tests.guards.removal import ROOT, Guard, read_list, without

TIMEOUT_SECONDS = 300  # for the tests of one guard
PYTEST = (sys.executable, "-m", "pytest", "-xqn0", "--tb=no", "-pno:cacheprovider")
SETTINGS = ("HEMBANKEN_", "DATABASE_URL")  # of this process, which the copy must not use
FAILED = re.compile(r"^FAILED (\S+::\w+).*", re.MULTILINE)
NO_ASSERTION = re.compile(r"- (NameError|ImportError|ModuleNotFoundError|UnboundLocalError)\b")


def options() -> tuple[list[Guard], int]:
    """Return the guards to remove, and the number of parallel jobs."""
    parser = argparse.ArgumentParser(prog="python -m tests.guards", description=__doc__)
    parser.add_argument("--only", default="", metavar="TEXT", help="in the place or removal")
    parser.add_argument("--sample", type=int, metavar="N", help="a random sample of N guards")
    parser.add_argument("--seed", default="", help="any text; the same seed gives the same sample")
    parser.add_argument("--jobs", type=int, default=2, help="the number of parallel jobs")
    arguments = parser.parse_args()
    guards = [guard for guard in read_list() if arguments.only in str(guard)]
    if arguments.sample and arguments.sample < len(guards):
        print(f"A sample of {arguments.sample} of {len(guards)} guards; seed {arguments.seed!r}.")
        guards = random.Random(arguments.seed).sample(guards, arguments.sample)
    return guards, arguments.jobs


def copy_site(folder: Path) -> None:
    """Copy the files that git tracks."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)


def survival(guard: Guard) -> str:
    """Return why no test noticed that the guard was removed, or nothing if one did."""
    with tempfile.TemporaryDirectory(prefix="hembanken-guard-") as folder:
        site = Path(folder)
        copy_site(site)
        text = (site / guard.file).read_text(encoding="utf-8")
        (site / guard.file).write_text(without(guard, text), encoding="utf-8")
        output = run_tests(guard.test_files, site)
        failed = FAILED.search(output)
        if not failed or NO_ASSERTION.search(failed[0]):
            return failed[0] if failed else output.strip().rpartition("\n")[2]
        (site / guard.file).write_text(text, encoding="utf-8")
        output = run_tests([failed[1]], site)
        return f"{failed[1]} fails with the guard too" if FAILED.search(output) else ""


def run_tests(tests: list[str], site: Path) -> str:
    """Run tests of a copy, and return pytest's output."""
    environment = {n: text for n, text in os.environ.items() if not n.startswith(SETTINGS)}
    environment |= {"TMPDIR": str(site), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "1000"}
    process = subprocess.Popen(
        [*PYTEST, *tests],
        cwd=site,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        return process.communicate(timeout=TIMEOUT_SECONDS)[0]
    except subprocess.TimeoutExpired:
        return f"no answer after {TIMEOUT_SECONDS} s"
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)  # the tests and all processes that they started
            process.communicate()


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the copies are removed
    guards, jobs = options()
    started, survived = time.monotonic(), 0
    with ThreadPoolExecutor(jobs) as pool:
        for guard, reason in zip(guards, pool.map(survival, guards), strict=True):
            survived += bool(reason)
            print(f"{'SURVIVED' if reason else 'noticed'}: {guard} {reason}", flush=True)
    seconds = time.monotonic() - started
    print(f"{len(guards)} guards removed, one at a time, {survived} survived; {seconds:.0f} s.")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
