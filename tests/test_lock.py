"""A fresh machine gets exactly what was tested: each dependency is pinned, with its hash."""

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
    """Return each requirement of a file in one line, without comments."""
    joined = re.sub(r" \\\n +", " ", text)
    return [line for line in joined.splitlines() if line and not line.startswith("#")]


def unpinned(text):
    """Return the lines that pip's hash-checking mode refuses, or that name an address."""
    return [line for line in requirements(text) if not PINNED.fullmatch(line)]


def read(file):
    return (ROOT / file).read_text()


def pins(file):
    """Return the versions of each name: more than one where markers tell them apart."""
    found = {}
    for line in requirements(read(file)):
        pin = PINNED.fullmatch(line)
        found.setdefault(pin["name"], []).append(pin["version"])
    return found


def asked_of(file):
    """Return the ranges in pyproject.toml that a file answers: the site's and its extras'."""
    extras = PROJECT["optional-dependencies"]
    asked = PROJECT["dependencies"] + [each for name in EXTRAS[file] for each in extras[name]]
    return [Requirement(each) for each in asked]


@pytest.mark.parametrize("file", EXTRAS)
def test_each_requirement_has_one_version_and_a_hash(file):
    assert requirements(read(file))
    assert unpinned(read(file)) == []


@pytest.mark.parametrize("file", EXTRAS)
def test_no_address_and_no_index_stands_in_a_file(file):
    assert "://" not in read(file)
    assert re.findall(r"^\s*-(?!-hash=).*", read(file), re.M) == []


@pytest.mark.parametrize("file", EXTRAS)
def test_each_dependency_is_pinned_within_its_range(file):
    pinned = pins(file)
    outside = [
        str(each)
        for each in asked_of(file)
        if not (versions := pinned.get(canonicalize_name(each.name)))
        or not all(each.specifier.contains(version) for version in versions)
    ]
    assert outside == []


@pytest.mark.parametrize(("smaller", "larger"), [(SITE, TEST), (TEST, BENCH)])
def test_the_files_agree(smaller, larger):
    assert set(requirements(read(smaller))) - set(requirements(read(larger))) == set()


def test_every_extra_has_a_file():
    assert {name for extras in EXTRAS.values() for name in extras} == set(
        PROJECT["optional-dependencies"]
    )


def test_the_oldest_python_is_the_one_that_pyproject_names():
    assert PROJECT["requires-python"] == f">={OLDEST_PYTHON}"


HASH = f"--hash=sha256:{'0' * 64}"


@pytest.mark.parametrize(
    "line",
    [
        "django==6.1.3",
        f"django>=6.1 {HASH}",
        f"django==6.* {HASH}",
        "django==6.1.3 --hash=md5:00",
        f"django @ https://bank.example/django.whl {HASH}",
        "-e .",
        "--find-links wheels",
    ],
)
def test_a_line_that_pins_nothing_is_found(line):
    assert unpinned(f"django==6.1.3 \\\n    {HASH}\n{line}\n") == [line]


def test_the_browser_tools_have_exact_versions():
    package = json.loads(read("tests/package.json"))
    asked = package["dependencies"] | package["devDependencies"]
    assert asked
    assert {name: each for name, each in asked.items() if not EXACT.fullmatch(each)} == {}
    locked = json.loads(read("tests/package-lock.json"))["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in asked} == asked


def test_the_browser_tools_are_locked_with_hashes_and_without_addresses():
    locked = json.loads(read("tests/package-lock.json"))["packages"]
    packages = {name: each for name, each in locked.items() if name}
    assert len(packages) > 2
    assert [name for name, each in packages.items() if not each.get("integrity")] == []
    assert [name for name, each in packages.items() if "resolved" in each] == []


def test_no_browser_tool_follows_a_tag_that_moves():
    """`npm ci` looks a tag such as `latest` up anew, and refuses the lock once it has moved."""
    locked = json.loads(read("tests/package-lock.json"))["packages"].values()
    asked = [pair for each in locked for pair in each.get("dependencies", {}).items()]
    moving = {name for name, version in asked if re.fullmatch(r"[a-z]+", version)}
    assert moving - set(json.loads(read("tests/package.json"))["overrides"]) == set()
