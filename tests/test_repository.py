"""Rules for the files of the repository and for the READMEs."""

import json
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest

from accounts.personnummer import InvalidNumber, normalise
from hembanken.bounds import BOUNDS

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
FOLDERS = ("", "accounts", "hembanken", "kodbox", "tests")
READMES = [ROOT / folder / "README.md" for folder in FOLDERS]
FILE = re.compile(r"`((?!/|var/)[\w.-]+/?(?:[\w.-]+/)*(?:[\w-]+\.(?:py|html|js|css|txt|po))?)`")
LINK = re.compile(r"\]\((?!http)([^)#]*)(?:#([^)]+))?\)")
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


def is_personnummer(digits):
    try:
        return not normalise(digits, date(2026, 11, 22)).is_kundnummer
    except InvalidNumber:
        return False


@pytest.mark.row("F7")
def test_the_repository_has_only_test_personnummer():
    listed = json.loads((ROOT / "tests/vectors/testpersonnummer.json").read_text())["numbers"]
    allowed = PUBLISHED | {number[2:] for number in listed}
    found = {
        (path.name, "".join(match.groups()[1:]))
        for path, text in texts()
        if path.name != "rfc4226.json"
        for match in DIGITS.finditer(text)
    }
    assert {each for each in found if is_personnummer(each[1]) and each[1] not in allowed} == set()


def test_the_top_level_is_the_agreed_one():
    top = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in top if not name.startswith(".")} == TOP_LEVEL


def test_no_file_names_a_machine_or_a_registry():
    machine = re.compile(r"(^|[^a-z.:])/(work|root|home/[a-z]+)/|pythonhosted|registry\.npmjs")
    named = {path.name for path, text in texts() if machine.search(text)}
    assert named - {"test_repository.py"} == set()


@pytest.mark.row("H1", "H8")
def test_templates_have_no_inline_script_or_style_and_no_foreign_host():
    inline = re.compile(r"\bstyle=|<style|<script(?![^>]*\bsrc=)|\son[a-z]+=|(src|href)=\"https?:")
    named = {path.name for path, text in texts() if path.suffix == ".html" and inline.search(text)}
    assert named == set()


def test_every_setting_is_documented():
    settings = (ROOT / "hembanken" / "settings.py").read_text()
    named = set(re.findall(r'env(?:_list|_ints?)?\(\s*"([A-Z_]+)"', settings))
    operations = (ROOT / "hembanken" / "README.md").read_text()
    assert named == set(re.findall(r"^\| `([A-Z_]+)` \|", operations, re.M))


def test_the_documented_bounds_match_the_check():
    operations = (ROOT / "hembanken" / "README.md").read_text()
    rows = re.findall(r"^\| `HEMBANKEN_(\w+)` \|.*\| (\d+)–(\d+)(?: each)? \|$", operations, re.M)
    assert {(name, int(low), int(high)) for name, low, high in rows} == set(BOUNDS)


def test_every_path_in_a_readme_exists():
    named = [(readme, path) for readme in READMES for path in paths_in(readme)]
    assert len(named) > 100
    found = {
        (readme, path)
        for readme, path in named
        for base in (readme.parent, ROOT)
        if (base / path).exists()
    }
    assert set(named) - found == set()


def test_every_link_in_a_readme_works():
    assert [link for readme in READMES for link in broken_links(readme)] == []


def test_every_command_in_a_readme_exists():
    text = "".join(readme.read_text() for readme in READMES)
    named = set(re.findall(r"python -m (tests(?:\.\w+)+)", text))
    paths = {name: ROOT / name.replace(".", "/") for name in named}
    assert len(named) > 10
    assert not [
        name
        for name, path in paths.items()
        if not (path.with_suffix(".py").is_file() or (path / "__main__.py").is_file())
    ]


def test_the_first_readme_is_short():
    assert len(READMES[0].read_text().splitlines()) <= 150


def paths_in(readme):
    text = re.sub(r"```.*?```", "", readme.read_text(), flags=re.S)
    return {path for path in FILE.findall(text) if "/" in path or path.endswith(".py")}


def broken_links(readme):
    for path, anchor in LINK.findall(readme.read_text()):
        target = readme.parent / path if path else readme
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            yield f"{path}#{anchor}"


def anchors_of(document):
    """Return the anchors of a document's headings, as GitHub derives them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}
