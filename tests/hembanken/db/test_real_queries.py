"""Each statement of the project sends what the ORM sends, and returns what the ORM returns."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from hembanken.audit.models import Entry
from hembanken.db import compiled_queries
from hembanken.sessions.models import Session
from tests import people
from tests.hembanken.db.real_queries import SOURCES, STATEMENTS, cases_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(astrid, kodbox, logged_in):
    kodbox.device.refresh_from_db()
    return cases_of(astrid, kodbox.device)


@contextmanager
def plain(values: dict[str, Any]) -> Iterator[None]:
    """Let the project build its querysets with these values in place of slots."""

    def value(_model: Any, field: str, name: str = "") -> Any:
        return values[name or field]

    def several(_model: Any, field: str, count: int, name: str = "") -> list[Any]:
        return [values[f"{name or field}{place}"] for place in range(count)]

    instead = {compiled_queries.Parameter: value, compiled_queries.parameters: several}
    with pytest.MonkeyPatch.context() as patch:
        for module in [sys.modules[name] for name in SOURCES if name in sys.modules]:
            for name in {"Parameter", "parameters"} & vars(module).keys():
                patch.setattr(module, name, instead[getattr(module, name)])
        yield


def sent(call):
    """Return what a call answers, and each queries that it sends with its adapted values.

    The ORM puts parentheses around a slot in a comparison, as around any expression.
    """
    told = []

    def keep(execute, sql, params, many, context):
        adapted = [getattr(each, "obj", each) for each in params]
        told.append((sql.replace("(%s)", "%s"), adapted))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        return call(), told


def undone(call, model):
    """Return what `sent` does and the rows that a change leaves; then take the change back."""
    with transaction.atomic():
        answer, told = sent(call)
        rows = list(model.objects.order_by("pk").values())
        transaction.set_rollback(True)
    return answer, told, rows


def whole(row):
    """Return all that an object knows, with the objects that came with it."""
    own = {name: value for name, value in vars(row).items() if name != "_state"}
    state = dict(vars(row._state))
    related = state.pop("fields_cache", {})
    return type(row), own, state, {name: each and whole(each) for name, each in related.items()}


def compare_with_orm(statement, variant, values):
    with plain(values):
        queryset, changes = statement.build(*variant), statement.changes(*variant)
    if changes:
        return (
            undone(lambda: statement.update(*variant, **values), queryset.model),
            undone(lambda: queryset.update(**changes), queryset.model),
        )
    rows, ours = sent(lambda: statement.read(*variant, **values))
    others, theirs = sent(lambda: list(queryset))
    return ([whole(row) for row in rows], ours), ([whole(row) for row in others], theirs)


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_a_statement_sends_and_returns_what_the_orm_does(name, cases):
    module, _dot, constant = name.rpartition(".")
    statement = getattr(importlib.import_module(module), constant)
    for variant, values in cases[name]:
        ours, theirs = compare_with_orm(statement, variant, values)
        assert ours == theirs
        assert ours[0]  # rows, or how many were changed


def test_every_statement_has_its_case(cases):
    assert cases.keys() == STATEMENTS


@pytest.mark.parametrize("model", [Entry, Session])
def test_an_inserted_row_is_the_one_that_the_orm_inserts(model, cases):
    row = model.objects.first()
    row.pk = people.new_kodbox().device.pk
    row.sequence = 4_000
    _none, *ours = undone(lambda: compiled_queries.insert_row(row), model)
    _none, *theirs = undone(lambda: row.save(force_insert=True), model)
    assert ours == theirs
