"""Pin every dependency, direct and transitive, with its hashes: `python -m tests.lock --upgrade`.

Reads the ranges of `pyproject.toml` and writes three requirements files, each for all supported
versions of Python and all platforms. Without `--upgrade`, pinned versions are kept if possible.
Other options are those of `uv pip compile`, such as `--upgrade-package django`.

The site is resolved first and constrains the other two files: no test tool holds it back.
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
    constraints: list[str] = []
    for file, extras in EXTRAS.items():
        extra_options = [f"--extra={extra}" for extra in extras]
        command = [*COMPILE, *extra_options, *constraints, *options, "--output-file", file]
        subprocess.run(command, cwd=ROOT, check=True)
        constraints = ["--constraints", file]


if __name__ == "__main__":
    main(sys.argv[1:])
