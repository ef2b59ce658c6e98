"""Private parts of Django's ORM are used in one file, and all that uses that file is compared."""

import ast
import re

from hembanken.db import compiled_queries
from tests.hembanken.db.real_queries import SOURCES, STATEMENTS

PRIVATE = [
    name
    for line in compiled_queries.__doc__.splitlines()
    if line.startswith("- ")
    for name in re.findall(r"`(\w+)`", line.partition(":")[0])
]
PRIVATE_MODULES = {"django.db.models.sql", "django.db.models.query"}


def names_in(tree):
    """Return each attribute that a module reads, and each name that it imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from [node.module, *(each.name for each in node.names)]


def test_one_file_uses_what_is_private_in_the_orm_and_names_it():
    names = {module: set(names_in(tree)) for module, tree in SOURCES.items()}
    using = {each: [module for module in names if each in names[module]] for each in PRIVATE}
    assert using == {each: [compiled_queries.__name__] for each in PRIVATE}
    assert [module for module in names if PRIVATE_MODULES & names[module]] == [
        compiled_queries.__name__
    ]


def test_every_statement_is_a_constant_of_its_module():
    made = [
        ast.unparse(node)
        for tree in SOURCES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "CompiledQuery"
    ]
    assert len(made) == len(STATEMENTS)


def test_only_rows_that_are_compared_with_the_orms_are_inserted():
    inserting = {
        module
        for module, tree in SOURCES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "hembanken.db.compiled_queries"
        if "insert_row" in [each.name for each in node.names]
    }
    assert inserting == {"hembanken.audit.chain", "hembanken.sessions.store"}
