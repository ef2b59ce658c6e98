"""Queries that are compiled once: the ORM takes longer to write one than the database to answer.

A compiled query is an ordinary queryset with parameters for the values that differ between calls.
Each connection keeps its SQL. `tests/benchmarks/in_process.py` measures what a login saves.

No other file uses private parts of Django's ORM. A new version of Django may change them;
`tests/hembanken/db/test_real_queries.py` compares the queries with the ORM and fails first:

- `UpdateQuery`, `add_update_values`, `InsertQuery`, `insert_values`, `get_compiler`: write SQL
- `get_converters`, `apply_converters`: convert the database's values to Python's
- `klass_info`, `annotation_col_map`: positions of the model's columns and of the annotations
- `get_related_populators`, `populate`, `_fetch_mode`: related objects, at once or on access
- `queries_logged`: whether the connection needs a cursor that logs queries
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql import InsertQuery, UpdateQuery


class Parameter(Expression):
    """A placeholder for a value of a model's field, in a filter or an update."""

    def __init__(self, model: type[Model], field: str, name: str = "") -> None:
        output_field: Any = model._meta.get_field(field)
        super().__init__(output_field)
        self.name = name or field

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]


def parameters(model: type[Model], field: str, count: int, name: str = "") -> list[Parameter]:
    """Return a number of parameters for one field; `parameter_values` names their values."""
    return [Parameter(model, field, f"{name or field}{number}") for number in range(count)]


def parameter_values(name: str, values: Iterable[Any]) -> dict[str, Any]:
    """Return the values of `parameters` by the parameters' names."""
    return {f"{name}{number}": value for number, value in enumerate(values)}


@dataclass(eq=False)
class CompiledQuery[Row: Model]:
    """A query given by the function that builds its queryset; its arguments select a variant."""

    build: Callable[..., QuerySet[Row]]
    changes: Callable[..., dict[str, Any]] = lambda *_variant: {}

    def first(self, *variant: Any, **values: Any) -> Row | None:
        return next(iter(self.read(*variant, **values)), None)

    def read(self, *variant: Any, **values: Any) -> list[Row]:
        sql, params, make_rows = _compiled((self, variant), lambda: self._select(*variant))
        return list(make_rows(_execute(sql, params, values).fetchall()))

    def update(self, *variant: Any, **values: Any) -> int:
        """Make the changes for these values and return the number of rows."""
        sql, params = _compiled((self, variant), lambda: self._update(*variant))
        return int(_execute(sql, params, values).rowcount)

    def _select(self, *variant: Any) -> tuple[Any, ...]:
        queryset = self.build(*variant)
        compiler = queryset.query.get_compiler(connection=_connection())
        return *compiler.as_sql(), _row_maker(queryset, compiler)

    def _update(self, *variant: Any) -> tuple[Any, ...]:
        query: Any = self.build(*variant).query.chain(UpdateQuery)
        query.add_update_values(self.changes(*variant))
        return tuple(query.get_compiler(connection=_connection()).as_sql())


def insert_row(row: Model) -> None:
    """Insert one row, which has a value for each of its columns."""
    fields, connection = row._meta.concrete_fields, _connection()
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    _cursor().execute(_compiled(type(row), lambda: _insert_sql(row)), values)


def _insert_sql(row: Model) -> str:
    query = InsertQuery(type(row))
    query.insert_values(row._meta.concrete_fields, [row])
    [(sql, _params)] = query.get_compiler(connection=_connection()).as_sql()
    return str(sql)


def _row_maker(queryset: Any, compiler: Any) -> Callable[[Any], Iterator[Any]]:
    """Return a function from database rows to model instances, as in Django's ModelIterable."""
    info, mode = compiler.klass_info, queryset._fetch_mode
    columns = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
    names = [expression.target.attname for expression, *_sql in compiler.select[columns]]
    converters = compiler.get_converters([expression for expression, *_sql in compiler.select])
    populators = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS, mode)
    annotations = (compiler.annotation_col_map or {}).items()
    from_db = partial(info["model"].from_db, DEFAULT_DB_ALIAS, names, fetch_mode=mode)

    def make_rows(fetched: Any) -> Iterator[Any]:
        for values in compiler.apply_converters(fetched, converters):
            row = from_db(values[columns])
            for related in populators:
                related.populate(values, row)
            for name, position in annotations:
                setattr(row, name, values[position])
            yield row

    return make_rows


def _compiled(key: Any, compile_query: Callable[[], Any]) -> Any:
    """Return what this connection keeps under a key, compiled on first use."""
    queries = vars(_connection()).setdefault("compiled_queries", {})
    if key not in queries:
        queries[key] = compile_query()
    return queries[key]


def _execute(sql: str, params: Iterable[Any], values: dict[str, Any]) -> Any:
    """Execute a query with these values for its parameters and return the cursor."""
    connection, cursor = _connection(), _cursor()
    arguments = (
        param.output_field.get_db_prep_value(values[param.name], connection)
        if isinstance(param, Parameter)
        else param
        for param in params
    )
    cursor.execute(sql, tuple(arguments))
    return cursor


def _cursor() -> Any:
    """Return the connection's own cursor, which is free: every result is read at once."""
    connection = _connection()
    opened_on, cursor = vars(connection).get("compiled_queries_cursor", (None, None))
    if opened_on is not connection.connection or opened_on is None or connection.queries_logged:
        cursor = connection.cursor()
        connection.compiled_queries_cursor = connection.connection, cursor
    return cursor


def _connection() -> Any:
    """Return the connection itself: Django's proxy costs a look-up for each use."""
    return connections[DEFAULT_DB_ALIAS]
