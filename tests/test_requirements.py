"""Each row of tests/REQUIREMENTS.md is shown by a test or says why not, and each id has a row."""

import re

import pytest

from tests.requirements import DOCUMENT, REMARK, ids_in, named, rewritten, rows


def test_every_id_that_is_named_has_a_row():
    known = {row for row, _ in rows(DOCUMENT.read_text())}
    unknown = {path: ids - known for path, ids in named().items() if ids - known}
    assert unknown == {}


def test_every_row_of_the_tables_is_read_once():
    text = DOCUMENT.read_text()
    read = [row for row, _ in rows(text)]
    assert len(read) == len(set(read)) == len(re.findall(r"^\| \w*\d", text, re.MULTILINE))


def test_every_row_is_shown_by_a_test_or_says_why_not():
    cells = dict(rows(DOCUMENT.read_text()))
    assert {
        row for row, cell in cells.items() if "`" not in cell and not REMARK.match(cell)
    } == set()


def test_every_row_names_the_test_modules_that_show_it():
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
