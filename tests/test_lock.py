"""The requirements files: each dependency is pinned, with its hashes."""

import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.lock import BENCH, EXTRAS, OLDEST_PYTHON, ROOT, SITE, TEST

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PINNED = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[\w.]+)(?: ; (?P<marker>[^\\]+?))?"
    r"(?: --hash=sha256:[0-9a-f]{64})+"
)
EXACT = re.compile(r"\d+\.\d+\.\d+")


def requirements(text):
    """Return the requirements of a file, one line each, without comments."""
    joined = re.sub(r" \\\n +", " ", text)
    return [line for line in joined.splitlines() if line and not line.startswith("#")]


def unpinned(text):
    """Return the lines that pip's hash-checking mode refuses, and those with a URL."""
    return [line for line in requirements(text) if not PINNED.fullmatch(line)]


def read(file):
    return (ROOT / file).read_text()


def pins(file):
    """Return the versions of each package; there may be several with different markers."""
    found = {}
    for line in requirements(read(file)):
        pin = PINNED.fullmatch(line)
        found.setdefault(pin["name"], []).append(pin["version"])
    return found


def ranges_of(file):
    """Return the ranges in pyproject.toml that a file resolves."""
    extras = PROJECT["optional-dependencies"]
    ranges = PROJECT["dependencies"] + [each for name in EXTRAS[file] for each in extras[name]]
    return [Requirement(each) for each in ranges]


@pytest.mark.parametrize("file", EXTRAS)
def test_each_requirement_has_one_version_and_a_hash(file):
    assert requirements(read(file))
    assert unpinned(read(file)) == []


@pytest.mark.parametrize("file", EXTRAS)
def test_each_dependency_is_pinned_within_its_range(file):
    pinned = pins(file)
    outside = [
        str(each)
        for each in ranges_of(file)
        if not (versions := pinned.get(canonicalize_name(each.name)))
        or not all(each.specifier.contains(version) for version in versions)
    ]
    assert outside == []


@pytest.mark.parametrize(("smaller", "larger"), [(SITE, TEST), (TEST, BENCH)])
def test_a_larger_file_includes_a_smaller_one(smaller, larger):
    assert set(requirements(read(smaller))) - set(requirements(read(larger))) == set()


def test_every_extra_has_a_file():
    assert {name for extras in EXTRAS.values() for name in extras} == set(
        PROJECT["optional-dependencies"]
    )


def test_the_oldest_python_matches_pyproject():
    assert PROJECT["requires-python"] == f">={OLDEST_PYTHON}"


HASH = f"--hash=sha256:{'0' * 64}"


@pytest.mark.parametrize(
    "line",
    [
        "django==6.1.3",
        f"django>=6.1 {HASH}",
        "django==6.1.3 --hash=md5:00",
        f"django @ https://bank.example/django.whl {HASH}",
        "--find-links wheels",
    ],
)
def test_an_unpinned_line_is_detected(line):
    assert unpinned(f"django==6.1.3 \\\n    {HASH}\n{line}\n") == [line]


def test_the_browser_tools_have_exact_versions():
    package = json.loads(read("tests/package.json"))
    versions = package["dependencies"] | package["devDependencies"]
    assert versions
    assert {name: each for name, each in versions.items() if not EXACT.fullmatch(each)} == {}
    locked = json.loads(read("tests/package-lock.json"))["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in versions} == versions


def test_the_browser_tools_are_locked_with_hashes_and_without_urls():
    locked = json.loads(read("tests/package-lock.json"))["packages"]
    packages = {name: each for name, each in locked.items() if name}
    assert len(packages) > 2
    assert [name for name, each in packages.items() if not each.get("integrity")] == []
    assert [name for name, each in packages.items() if "resolved" in each] == []


def test_no_browser_tool_depends_on_a_moving_tag():
    """`npm ci` resolves tags such as `latest`, and refuses the lock file once a tag has moved."""
    locked = json.loads(read("tests/package-lock.json"))["packages"].values()
    dependencies = [pair for each in locked for pair in each.get("dependencies", {}).items()]
    moving = {name for name, version in dependencies if re.fullmatch(r"[a-z]+", version)}
    assert moving - set(json.loads(read("tests/package.json"))["overrides"]) == set()
