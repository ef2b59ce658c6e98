"""Pin every dependency, direct and transitive, with its hashes: `python -m tests.lock --upgrade`.

Reads the ranges of `pyproject.toml` and writes three requirements files. Each file serves every
supported version of Python and every platform. Without `--upgrade`, a version that is pinned
already stays if it can. Options are those of `uv pip compile`, such as `--upgrade-package django`.

The site is resolved first and binds the other two, so that no test tool holds it back.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
OLDEST_PYTHON = "3.12"
SITE = "hembanken/requirements.txt"
TEST = "tests/requirements.txt"
BENCH = "tests/benchmarks/requirements.txt"
EXTRAS = {SITE: (), TEST: ("test",), BENCH: ("test", "bench")}
COMPILE = (
    *(sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet", "--no-config"),
    *("--universal", "--python-version", OLDEST_PYTHON),
    *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-annotate"),
    *("--custom-compile-command", "python -m tests.lock"),
)


def main(options: list[str]) -> None:
    bound: list[str] = []
    for file, extras in EXTRAS.items():
        named = [f"--extra={extra}" for extra in extras]
        command = [*COMPILE, *named, *bound, *options, "--output-file", file]
        subprocess.run(command, cwd=ROOT, check=True)
        bound = ["--constraints", file]


if __name__ == "__main__":
    main(sys.argv[1:])
