"""Finding rows by the beginning of a text, in any case, in the order of an index."""

from typing import Any

from django.db.models import Func, Model, QuerySet, Value
from django.db.models.lookups import GreaterThanOrEqual, LessThan

LAST = chr(0x10FFFF)  # No character sorts behind it.


class Folded(Func):
    """A text in capitals that sorts by its characters alone, as an index for beginnings has to."""

    function = "UPPER"
    template = '(%(function)s(%(expressions)s) COLLATE "C")'

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        template = self.template.replace('"C"', "BINARY")
        return super().as_sql(compiler, connection, template=template, **context)


def beginning_with[T: Model](rows: QuerySet[T], column: str, text: str) -> QuerySet[T]:
    """Return the rows whose column begins with the text; index `Folded(column)` and the key."""
    folded, first, end = Folded(column), Folded(Value(text)), Folded(Value(text + LAST))
    found = rows.filter(GreaterThanOrEqual(folded, first), LessThan(folded, end))
    return found.order_by(folded, "pk")
