"""How PostgreSQL answers the statements of what is done: from which indexes, or whole tables."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db import connection, transaction

NOT_THEIRS = re.compile(r"\s*(EXPLAIN|SAVEPOINT|RELEASE|ROLLBACK)")
EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "
TABLE = re.compile(r'(?:FROM|INTO|UPDATE) "?(\w+)')


class Answered(NamedTuple):
    """A statement by its table, what was read to answer it, and how many buffers that touched."""

    statement: str
    ways: str
    buffers: int


def explained(act: Callable[[], object]) -> list[Answered]:
    """Act, and return how each statement was answered, in their order."""
    found: list[Answered] = []

    def explain_first(execute: Callable[..., Any], sql: str, params: Any, *told: Any) -> Any:
        if not NOT_THEIRS.match(sql):
            found.append(_explain(sql, params))
        return execute(sql, params, *told)

    with connection.execute_wrapper(explain_first):
        act()
    return found


def _explain(sql: str, params: Any) -> Answered:
    """Run a statement where it belongs, and take back what it has done."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(EXPLAIN + sql, params)
        plan = cursor.fetchone()[0][0]["Plan"]
        transaction.set_rollback(True)
    ways = {_way(node) for node in _nodes(plan)} - {""}
    statement = f"{sql.split()[0]} {TABLE.search(sql)[1]}"
    return Answered(
        statement, ", ".join(sorted(ways)), plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    )


def _way(node: dict[str, Any]) -> str:
    """Return the index that a step reads, or the table that it reads from end to end."""
    is_whole = node["Node Type"] == "Seq Scan"
    return f"all of {node['Relation Name']}" if is_whole else str(node.get("Index Name", ""))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from _nodes(below)
