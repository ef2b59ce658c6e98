"""Each compiled query of the project sends and returns the same as the ORM."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.sessions.backends import ACCOUNT_BY_ID
from hembanken.audit.models import Entry
from hembanken.db import compiled_queries
from hembanken.sessions.models import Session
from tests import people
from tests.hembanken.db.real_queries import QUERIES, SOURCES, cases_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(astrid, kodbox, logged_in):
    kodbox.device.refresh_from_db()
    return cases_of(astrid, kodbox.device)


@contextmanager
def without_parameters(values: dict[str, Any]) -> Iterator[None]:
    """Build the querysets of the project with values in place of parameters."""

    def parameter(_model: Any, field: str, name: str = "") -> Any:
        return values[name or field]

    def parameters(_model: Any, field: str, count: int, name: str = "") -> list[Any]:
        return [values[f"{name or field}{number}"] for number in range(count)]

    with pytest.MonkeyPatch.context() as patch:
        for module in [sys.modules[name] for name in SOURCES if name in sys.modules]:
            for name, value in (("Parameter", parameter), ("parameters", parameters)):
                if name in vars(module):
                    patch.setattr(module, name, value)
        yield


def sent(call):
    """Return the result of a call, and the queries that it sends with their adapted values.

    The ORM puts parentheses around a parameter in a comparison, as around any expression.
    """
    queries = []

    def record(execute, sql, params, many, context):
        adapted = [getattr(param, "obj", param) for param in params]
        queries.append((sql.replace("(%s)", "%s"), adapted))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        return call(), queries


def rolled_back(call, model):
    """Return the result of `sent` and the rows after a change; then roll the change back."""
    with transaction.atomic():
        result, queries = sent(call)
        rows = list(model.objects.order_by("pk").values())
        transaction.set_rollback(True)
    return result, queries, rows


def content(row):
    """Return all attributes of an instance and of its related instances."""
    attributes = {name: value for name, value in vars(row).items() if name != "_state"}
    state = dict(vars(row._state))
    related = state.pop("fields_cache", {})
    parents = {name: parent and content(parent) for name, parent in related.items()}
    return type(row), attributes, state, parents


def compare_with_orm(query, variant, values):
    """Return the effect of a compiled query and that of its queryset."""
    with without_parameters(values):
        queryset, changes = query.build(*variant), query.changes(*variant)
    if changes:
        return (
            rolled_back(lambda: query.update(*variant, **values), queryset.model),
            rolled_back(lambda: queryset.update(**changes), queryset.model),
        )
    rows, compiled = sent(lambda: query.read(*variant, **values))
    orm_rows, orm = sent(lambda: list(queryset))
    return ([content(row) for row in rows], compiled), ([content(row) for row in orm_rows], orm)


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_a_compiled_query_sends_and_returns_the_same_as_the_orm(name, cases):
    module, _dot, constant = name.rpartition(".")
    query = getattr(importlib.import_module(module), constant)
    for variant, values in cases[name]:
        compiled, orm = compare_with_orm(query, variant, values)
        assert compiled == orm
        assert compiled[0]  # rows, or the number of changed rows


def test_each_call_uses_its_own_values(astrid, bo):
    assert ACCOUNT_BY_ID.first(id=astrid.pk) == astrid
    assert ACCOUNT_BY_ID.first(id=bo.pk) == bo
    with pytest.raises(KeyError, match="id"):
        ACCOUNT_BY_ID.first()


def test_every_compiled_query_has_a_case(cases):
    assert cases.keys() == QUERIES


@pytest.mark.parametrize("model", [Entry, Session])
def test_insert_row_sends_and_inserts_the_same_as_the_orm(model, cases):
    row = model.objects.first()
    row.pk = people.new_kodbox().device.pk
    row.sequence = 4_000
    _none, *compiled = rolled_back(lambda: compiled_queries.insert_row(row), model)
    _none, *orm = rolled_back(lambda: row.save(force_insert=True), model)
    assert compiled == orm
