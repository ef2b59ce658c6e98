"""Removing a guard in a copy of the site, and running the tests that must notice."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from tests.guards.guards import ROOT, Guard

SECONDS = 180  # for the tests of one guard
BASELINE_SECONDS = 1_800
PYTEST = (sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", "-p", "no:cacheprovider")
WITHOUT_SERVERS = ("-m", "not browser and not server")
OURS = ("HEMBANKEN_", "DATABASE_URL")  # what would lead the copy's tests elsewhere
NO_ASSERTION = re.compile(r"- (NameError|ImportError|ModuleNotFoundError|UnboundLocalError)\b")


def copy_site(folder: Path) -> None:
    """Copy what git knows of; nothing of a run comes back from there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)


def survives(guard: Guard, folder: Path) -> str:
    """Return why nothing has noticed that the guard is gone, or nothing when a test failed."""
    path = folder / guard.file
    text = path.read_text(encoding="utf-8")
    path.write_text(guard.without(text), encoding="utf-8")
    try:
        code, said = run_tests(guard.test_ids, folder, SECONDS, servers=guard.needs_a_server)
    finally:
        path.write_text(text, encoding="utf-8")
    return _verdict(code, said)


def run_tests(
    tests: list[str], folder: Path, seconds: float, *, servers: bool = False
) -> tuple[int | None, str]:
    """Run tests of a copy; return pytest's exit code, None when it took too long, and its words."""
    temporary = folder.with_name(f"{folder.name}-tmp")
    temporary.mkdir(exist_ok=True)
    own = {"TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "1000"}
    kept = {name: text for name, text in os.environ.items() if not name.startswith(OURS)}
    process = subprocess.Popen(
        [*PYTEST, *(() if servers else WITHOUT_SERVERS), *tests],
        cwd=folder,
        env=kept | own,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=seconds)
        return process.returncode, said
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # the tests and all that they have started
        process.communicate()
        return None, f"nothing after {seconds} s"
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _verdict(code: int | None, said: str) -> str:
    failed = [line for line in said.splitlines() if line.startswith("FAILED")]
    if code == 1 and failed and not NO_ASSERTION.search(failed[0]):
        return ""
    if code == 0:
        return "no test has noticed"
    last = (said.strip().splitlines() or ["nothing was said"])[-1]
    return f"its tests did not run (exit {code}): {failed[0] if failed else last}"
