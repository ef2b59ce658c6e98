"""The list of guards matches the code; `python -m tests.guards` removes them."""

import pytest

from tests.guards.removal import ROOT, Guard, NotFound, read_list, without

CODE = """
def enter(code, then=None):
    spend(code)
    found = find(code, limit=1)
    return found if is_right(found) and not found.is_old else None
"""


def rewritten(removal, function="enter"):
    return without(Guard(f"module:{function}", removal, ""), CODE)


def test_each_guard_can_be_removed_and_its_tests_exist():
    for guard in read_list():
        text = (ROOT / guard.file).read_text(encoding="utf-8")
        compile(without(guard, text), guard.file, "exec")
        assert [file for file in guard.test_files if not (ROOT / file).is_file()] == []


@pytest.mark.parametrize(
    ("removal", "line"),
    [
        ("return 1", "(code, then=None):\n    return 1"),
        ("is_right -> True", "return found if True and (not found.is_old) else None"),
        ("found.is_old -> False", "return found if is_right(found) and (not False) else None"),
        ("limit=", "find(code)"),
        ("spend later", "find(code, limit=1)\n    spend(code)"),
    ],
)
def test_a_removal_changes_the_code_that_it_names(removal, line):
    assert line in rewritten(removal)


@pytest.mark.parametrize("removal", ["is_wrong -> True", "size=", "find_all later"])
def test_a_name_that_the_code_does_not_have_is_refused(removal):
    with pytest.raises(NotFound, match=removal):
        rewritten(removal)
    with pytest.raises(NotFound, match="module:leave"):
        rewritten(removal, "leave")
