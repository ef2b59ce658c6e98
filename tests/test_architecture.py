"""The architecture: imports point down, and each module says what it is for."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("accounts", "hembanken", "kodbox")


def sources():
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


def module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(path):
    return ast.parse(path.read_text())


@cache
def imports_of(path):
    """Return each module that a file imports, as far down as it names it."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def is_within(module, *packages):
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def offenders(is_wrong, paths=None):
    """Return each file with what is wrong in it."""
    found = ((path.relative_to(ROOT).as_posix(), is_wrong(path)) for path in paths or sources())
    return {name: wrong for name, wrong in found if wrong}


def test_imports_point_down():
    lint = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    found = subprocess.run(lint, cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout  # the contracts of [tool.importlinter]


def test_primitives_know_nothing_of_django():
    primitives = [ROOT / "accounts/personnummer.py", ROOT / "kodbox/hotp.py"]
    uses = offenders(
        lambda path: [e for e in imports_of(path) if is_within(e, "django")], primitives
    )
    assert uses == {}


def test_nothing_is_imported_inside_a_function():
    def hidden(path):
        return [
            inner.lineno
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.FunctionDef) and node.name != "ready"
            for inner in ast.walk(node)
            if isinstance(inner, ast.Import | ast.ImportFrom)
        ]

    assert offenders(hidden) == {}


def test_every_module_says_what_it_is_for():
    silent = [
        path for path in sources() if path.read_text() and not ast.get_docstring(tree_of(path))
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("key", "owner"),
    [
        ("pending_login", "accounts/login/state.py"),
        ("pending_reset", "accounts/password_reset/state.py"),
    ],
)
def test_one_file_knows_a_session_key(key, owner):
    knowing = [
        path.relative_to(ROOT).as_posix()
        for path in sources()
        if any(
            isinstance(node, ast.Constant) and node.value == key for node in ast.walk(tree_of(path))
        )
    ]
    assert knowing == [owner]
