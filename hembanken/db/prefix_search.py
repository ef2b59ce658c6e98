"""Search by prefix: case-insensitive, in the order of an index."""

from typing import Any

from django.db.models import Func, Model, QuerySet, Value
from django.db.models.lookups import GreaterThanOrEqual, LessThan

LAST = chr(0x10FFFF)  # No character sorts after it.


class Folded(Func):
    """An uppercase text that sorts by code point, which an index for prefixes requires."""

    function = "UPPER"
    template = '(%(function)s(%(expressions)s) COLLATE "C")'

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        template = self.template.replace('"C"', "BINARY")
        return super().as_sql(compiler, connection, template=template, **context)


def beginning_with[T: Model](rows: QuerySet[T], column: str, text: str) -> QuerySet[T]:
    """Return the rows whose column begins with the text; the index is on `Folded(column), pk`."""
    folded, first, end = Folded(column), Folded(Value(text)), Folded(Value(text + LAST))
    matches = rows.filter(GreaterThanOrEqual(folded, first), LessThan(folded, end))
    return matches.order_by(folded, "pk")
