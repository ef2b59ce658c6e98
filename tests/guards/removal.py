"""The list of guards, and a module's code without one of them; both name code, not lines."""

import ast
import tomllib
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Guard(NamedTuple):
    """The place of a guard (`module:Class.function`), its removal, and tests that must notice."""

    place: str
    removal: str
    tests: str

    def __str__(self) -> str:
        return f"{self.place}, {self.removal}"

    @property
    def file(self) -> str:
        return self.place.partition(":")[0].replace(".", "/") + ".py"

    @property
    def test_files(self) -> list[str]:
        return [f"tests/{file}" for file in self.tests.split()]


class NotFound(Exception):
    """The list names something that the code does not have; the message says what."""


def read_list() -> list[Guard]:
    """Return every guard, in the order of the list."""
    text = Path(__file__).with_name("guards.toml").read_text(encoding="utf-8")
    return [
        Guard(place, removal, tests)
        for place, removals in tomllib.loads(text).items()
        for removal, tests in removals.items()
    ]


def without(guard: Guard, text: str) -> str:
    """Return a module's text without the guard, or raise NotFound."""
    module = ast.parse(text)
    definition = _definition(module, guard)
    before = ast.dump(definition)
    _remove(definition, guard.removal)
    if ast.dump(definition) == before:
        raise NotFound(f"{guard}: nothing there has this name.")
    return ast.unparse(ast.fix_missing_locations(module))


def _definition(module: ast.Module, guard: Guard) -> ast.AST:
    found: ast.AST | None = module
    for name in filter(None, guard.place.partition(":")[2].split(".")):
        body = getattr(found, "body", [])
        found = next((statement for statement in body if name in _names(statement)), None)
    if found is None:
        raise NotFound(f"{guard}: {guard.file} does not define it.")
    return found


def _names(statement: ast.stmt) -> list[str]:
    """Return the names that a statement defines or assigns to."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return [statement.name]
    return [ast.unparse(target) for target in getattr(statement, "targets", [])]


def _remove(definition: ast.AST, removal: str) -> None:
    name, _arrow, replacement = removal.partition(" -> ")
    if removal.split()[0] == "return":
        definition.body = ast.parse(f"def _(): {removal}").body[0].body
    elif removal.endswith(" later"):
        _delay(definition.body, removal.removesuffix(" later"))
    elif removal.endswith("="):
        for call in ast.walk(definition):
            if isinstance(call, ast.Call):
                call.keywords = [word for word in call.keywords if f"{word.arg}=" != removal]
    else:
        _Replace(name, replacement).visit(definition)


def _delay(body: list[ast.stmt], name: str) -> None:
    """Move the first statement that calls a name after its successor."""
    calls = [any(_is_call(node, name) for node in ast.walk(each)) for each in body[:-1]]
    if True in calls:
        first = calls.index(True)
        body[first : first + 2] = reversed(body[first : first + 2])


def _is_call(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == name


class _Replace(ast.NodeTransformer):
    """Replace each call of a name, and each other use of it, by an expression."""

    def __init__(self, name: str, expression: str) -> None:
        self.name, self.expression = name, expression

    def visit(self, node: ast.AST) -> ast.AST:
        is_read = isinstance(getattr(node, "ctx", None), ast.Load)
        if _is_call(node, self.name) or (is_read and ast.unparse(node) == self.name):
            return ast.parse(self.expression, mode="eval").body
        return self.generic_visit(node)
