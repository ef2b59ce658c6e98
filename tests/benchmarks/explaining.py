"""How much PostgreSQL reads to answer the statements of what is done."""

import re
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

NOT_THEIRS = re.compile(r"\s*(EXPLAIN|SAVEPOINT|RELEASE|ROLLBACK)")
EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "


def buffers_of(act: Callable[[], object]) -> list[int]:
    """Act, and return how many buffers each statement touched, in their order."""
    found: list[int] = []

    def explain_first(execute: Callable[..., Any], sql: str, params: Any, *told: Any) -> Any:
        if not NOT_THEIRS.match(sql):
            found.append(_explain(sql, params))
        return execute(sql, params, *told)

    with connection.execute_wrapper(explain_first):
        act()
    return found


def _explain(sql: str, params: Any) -> int:
    """Run a statement where it belongs, and take back what it has done."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(EXPLAIN + sql, params)
        plan = cursor.fetchone()[0][0]["Plan"]
        transaction.set_rollback(True)
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
