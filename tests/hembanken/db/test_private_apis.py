"""One file uses private parts of Django's ORM, and every query of that file is compared."""

import ast
import re

from hembanken.db import compiled_queries
from tests.hembanken.db.real_queries import QUERIES, SOURCES

PRIVATE = [
    name
    for line in compiled_queries.__doc__.splitlines()
    if line.startswith("- ")
    for name in re.findall(r"`(\w+)`", line.partition(":")[0])
]
PRIVATE_MODULES = {"django.db.models.sql", "django.db.models.query"}


def names_in(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from [node.module, *(alias.name for alias in node.names)]


def test_only_one_file_uses_private_parts_of_the_orm_and_it_names_them():
    names = {module: set(names_in(tree)) for module, tree in SOURCES.items()}
    users = {name: [module for module in names if name in names[module]] for name in PRIVATE}
    assert users == {name: [compiled_queries.__name__] for name in PRIVATE}
    assert [module for module in names if PRIVATE_MODULES & names[module]] == [
        compiled_queries.__name__
    ]


def test_every_compiled_query_is_a_constant_of_its_module():
    calls = [
        ast.unparse(node)
        for tree in SOURCES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "CompiledQuery"
    ]
    assert len(calls) == len(QUERIES)


def test_only_modules_whose_rows_are_compared_use_insert_row():
    inserting = {
        module
        for module, tree in SOURCES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "hembanken.db.compiled_queries"
        if "insert_row" in [alias.name for alias in node.names]
    }
    assert inserting == {"hembanken.audit.chain", "hembanken.sessions.store"}
