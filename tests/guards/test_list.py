"""The list of guards fits the code; `python -m tests.guards` is what removes them."""

import re
from collections import Counter

import pytest

from tests.guards.guards import ROOT, listed

GUARDS = listed()


@pytest.mark.parametrize("guard", GUARDS, ids=str)
def test_a_guard_stands_once_in_its_file_and_can_be_removed(guard):
    text = (ROOT / guard.file).read_text(encoding="utf-8")
    without = guard.without(text)
    assert without != text
    if guard.file.endswith(".py"):
        compile(without, guard.file, "exec")


def test_every_test_that_must_notice_exists():
    missing = []
    for test in {test for guard in GUARDS for test in guard.test_ids}:
        file, _, name = test.partition("::")
        path = ROOT / file
        if not path.is_file() or (name and f"def {name}(" not in path.read_text(encoding="utf-8")):
            missing.append(test)
    assert missing == []


def test_each_guard_is_removed_in_one_way_once_and_says_what_it_keeps():
    removals = Counter((guard.file, guard.before, guard.after) for guard in GUARDS)
    assert [each for each, times in removals.items() if times > 1 and each[1] != each[2]] == []
    assert [guard for guard in GUARDS if not re.fullmatch(r"[A-Z].*[^.]\.", guard.keeps)] == []
