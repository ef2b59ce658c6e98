"""Statements that are written once: writing one takes the ORM longer than the database to answer.

A statement is an ordinary queryset with slots for what differs from one call to the next; its SQL
is kept with each connection. `tests/benchmarks/in_process.py` shows what that spares a login.

No other file uses private parts of Django's ORM. A new version of Django may change them, and
`tests/hembanken/db/test_real_queries.py`, which compares statements with the ORM, fails first:

- `UpdateQuery`, `add_update_values`, `InsertQuery`, `insert_values`, `get_compiler`: write SQL
- `get_converters`, `apply_converters`: make Python's values of the database's
- `klass_info`, `annotation_col_map`: where the columns of the model and the annotations stand
- `get_related_populators`, `populate`, `_fetch_mode`: further objects, at once or when asked for
- `queries_logged`: tells that the connection wants another kind of cursor
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql import InsertQuery, UpdateQuery


class Parameter(Expression):
    """The place of a value of a model's field, in a filter or an update."""

    def __init__(self, model: type[Model], field: str, name: str = "") -> None:
        of: Any = model._meta.get_field(field)
        self.of, self.name = of, name or field
        super().__init__(of)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]


def parameters(model: type[Model], field: str, count: int, name: str = "") -> list[Parameter]:
    """Return slots for so many values of one field, which `numbered` names."""
    return [Parameter(model, field, f"{name or field}{place}") for place in range(count)]


def numbered(name: str, values: Iterable[Any]) -> dict[str, Any]:
    """Name the values of `slots`."""
    return {f"{name}{place}": value for place, value in enumerate(values)}


class CompiledQuery[Row: Model]:
    """A statement by the function that builds its queryset; `read` gives rows, `update` a number.

    Arguments of the function choose among variants of it, each of which is kept.
    """

    def __init__(
        self,
        build: Callable[..., QuerySet[Row]],
        changes: Callable[..., dict[str, Any]] = lambda *_variant: {},
    ) -> None:
        self.build, self.changes = build, changes

    def first(self, *variant: Any, **values: Any) -> Row | None:
        """Return the first row, or nothing."""
        return next(iter(self.read(*variant, **values)), None)

    def read(self, *variant: Any, **values: Any) -> list[Row]:
        """Return the rows for these values."""
        sql, params, rows_of = _kept((self, variant), lambda: self._select(*variant))
        return list(rows_of(_run(sql, params, values).fetchall()))

    def update(self, *variant: Any, **values: Any) -> int:
        """Make the changes for these values; return how many rows there were."""
        sql, params = _kept((self, variant), lambda: self._update(*variant))
        return int(_run(sql, params, values).rowcount)

    def _select(self, *variant: Any) -> tuple[Any, ...]:
        queryset = self.build(*variant)
        compiler = queryset.query.get_compiler(connection=_connection())
        return *compiler.as_sql(), _reader(queryset, compiler)

    def _update(self, *variant: Any) -> tuple[Any, ...]:
        query: Any = self.build(*variant).query.chain(UpdateQuery)
        query.add_update_values(self.changes(*variant))
        return tuple(query.get_compiler(connection=_connection()).as_sql())


def insert_row(row: Model) -> None:
    """Insert one row, which brings the value of each of its columns."""
    fields = row._meta.concrete_fields
    here = _connection()
    values = [each.get_db_prep_save(getattr(row, each.attname), here) for each in fields]
    _cursor().execute(_kept(type(row), lambda: _inserting(row)), values)


def _reader(queryset: Any, compiler: Any) -> Callable[[Any], Iterator[Any]]:
    """Return what makes rows of a model of the database's, as Django's ModelIterable does."""
    known, mode = compiler.klass_info, queryset._fetch_mode
    places = slice(known["select_fields"][0], known["select_fields"][-1] + 1)
    names = [each.target.attname for each, *_sql in compiler.select[places]]
    converters = compiler.get_converters([each for each, *_sql in compiler.select])
    related = get_related_populators(known, compiler.select, DEFAULT_DB_ALIAS, mode)
    annotated = (compiler.annotation_col_map or {}).items()
    from_db = partial(known["model"].from_db, DEFAULT_DB_ALIAS, names, fetch_mode=mode)

    def rows_of(answer: Any) -> Iterator[Any]:
        for values in compiler.apply_converters(answer, converters):
            row = from_db(values[places])
            for each in related:
                each.populate(values, row)
            for name, place in annotated:
                setattr(row, name, values[place])
            yield row

    return rows_of


def _inserting(row: Model) -> str:
    query = InsertQuery(type(row))
    query.insert_values(row._meta.concrete_fields, [row])
    [(sql, _params)] = query.get_compiler(connection=_connection()).as_sql()
    return str(sql)


def _kept(what: Any, write: Callable[[], Any]) -> Any:
    """Return what was written for this connection, written now where it is the first time."""
    kept = vars(_connection()).setdefault("kept_statements", {})
    if what not in kept:
        kept[what] = write()
    return kept[what]


def _run(sql: str, params: Iterable[Any], values: dict[str, Any]) -> Any:
    """Execute a statement with these values in its slots; return the cursor with the answer."""
    here, cursor = _connection(), _cursor()
    filled = (
        each.of.get_db_prep_value(values[each.name], here) if isinstance(each, Parameter) else each
        for each in params
    )
    cursor.execute(sql, tuple(filled))
    return cursor


def _cursor() -> Any:
    """Return a cursor that is free: nothing here leaves one before its answer is read."""
    here = _connection()
    open_now, cursor = vars(here).get("kept_cursor", (None, None))
    if open_now is not here.connection or open_now is None or here.queries_logged:
        cursor = here.cursor()
        here.kept_cursor = here.connection, cursor
    return cursor


def _connection() -> Any:
    """Return the connection itself: Django's name for it costs a look-up for each use."""
    return connections[DEFAULT_DB_ALIAS]
