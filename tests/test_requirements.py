"""Each row of tests/REQUIREMENTS.md has a test or a reason, and each id has a row."""

import re

import pytest

from tests.requirements import DOCUMENT, REMARK, ids_by_file, ids_in, rewritten, rows


def test_every_id_in_the_repository_has_a_row():
    known = {row for row, _ in rows(DOCUMENT.read_text())}
    unknown = {path: ids - known for path, ids in ids_by_file().items() if ids - known}
    assert unknown == {}


def test_every_row_of_the_tables_is_parsed_once():
    text = DOCUMENT.read_text()
    parsed = [row for row, _ in rows(text)]
    assert len(parsed) == len(set(parsed)) == len(re.findall(r"^\| \w*\d", text, re.MULTILINE))


def test_every_row_has_a_test_or_a_reason():
    cells = dict(rows(DOCUMENT.read_text()))
    assert {
        row for row, cell in cells.items() if "`" not in cell and not REMARK.match(cell)
    } == set()


def test_every_row_lists_its_test_modules():
    text = DOCUMENT.read_text()
    stale = set(rewritten(text).splitlines()) - set(text.splitlines())
    assert not stale, "Run python -m tests.requirements, or paste:\n" + "\n".join(sorted(stale))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("It ends the sessions (C{0}3, S{0}5).", {"C13", "S15"}),
        ('pytest.mark.row("E{0}", "C{0}3")', {"E1", "C13"}),
        ("an A{0} page, hembanken.E{0}01, Canvas(A{0}), (see S{0})", set()),
    ],
)
def test_a_row_is_named_in_parentheses_or_by_a_mark(text, ids):
    assert ids_in(text.format(1)) == ids
