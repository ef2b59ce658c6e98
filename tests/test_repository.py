"""What never goes into the repository."""

import json
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest

from accounts.personnummer import NotANumber, normalise

ROOT = Path(__file__).parent.parent
PUBLISHED = {"0905271474", "7302889931"}  # examples of the personnummer format's own test data
TOP_LEVEL = {
    "README.md",
    "accounts",
    "hembanken",
    "kodbox",
    "manage.py",
    "pyproject.toml",
    "static",
    "templates",
    "tests",
}
DIGITS = re.compile(r"(?<![0-9a-fA-F.])([0-9]{2})?([0-9]{6})[-+]?([0-9]{4})(?![0-9a-fA-F])")


def tracked():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def texts():
    for path in tracked():
        try:
            yield path, path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue


def is_a_number(digits):
    try:
        return not normalise(digits, date(2026, 11, 22)).is_kundnummer
    except NotANumber:
        return False


@pytest.mark.row("F7")
def test_only_test_numbers_stand_in_the_repository():
    listed = json.loads((ROOT / "tests/vectors/testpersonnummer.json").read_text())["numbers"]
    allowed = PUBLISHED | {number[2:] for number in listed}
    found = {
        (path.name, "".join(match.groups()[1:]))
        for path, text in texts()
        if path.name != "rfc4226.json"
        for match in DIGITS.finditer(text)
    }
    assert {each for each in found if is_a_number(each[1]) and each[1] not in allowed} == set()


def test_the_top_level_is_the_agreed_one():
    top = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in top if not name.startswith(".")} == TOP_LEVEL


def test_no_machine_and_no_registry_is_named():
    machine = re.compile(r"(^|[^a-z.:])/(work|root|home/[a-z]+)/|pythonhosted|registry\.npmjs")
    named = {path.name for path, text in texts() if machine.search(text)}
    assert named - {"test_repository.py"} == set()


@pytest.mark.row("H1")
def test_no_template_carries_script_style_or_a_foreign_host():
    inline = re.compile(r"\bstyle=|<style|<script(?![^>]*\bsrc=)|\son[a-z]+=|(src|href)=\"https?:")
    named = {path.name for path, text in texts() if path.suffix == ".html" and inline.search(text)}
    assert named == set()


def test_every_setting_is_documented():
    settings = (ROOT / "hembanken" / "settings.py").read_text()
    named = set(re.findall(r'env(?:_list|_ints?)?\(\s*"([A-Z_]+)"', settings))
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.M))
    assert named == documented


def test_every_path_of_the_map_exists():
    readme = (ROOT / "README.md").read_text()
    paths = re.findall(r"`((?:accounts|kodbox|hembanken|static|tests)/[\w/.]+)`", readme)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_command_of_the_readme_is_there():
    named = set(re.findall(r"python -m (tests(?:\.\w+)+)", (ROOT / "README.md").read_text()))
    places = {name: ROOT / name.replace(".", "/") for name in named}
    assert len(named) > 10
    assert not [
        name
        for name, place in places.items()
        if not (place.with_suffix(".py").is_file() or (place / "__main__.py").is_file())
    ]
