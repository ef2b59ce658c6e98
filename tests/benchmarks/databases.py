"""Banks in separate databases of one PostgreSQL, and how much a statement reads there."""

import re
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.db import connection, connections, transaction

from tests.benchmarks import bank

SESSIONS_AND_FAILURES = """
INSERT INTO hembanken_sessions_session (session_key, session_data, expire_date, account_id)
SELECT md5('key' || i) || md5('more' || i), decode(repeat(md5(i::text), 32), 'hex'),
  now() + interval '1 hour', {account} FROM generate_series(1, {tenth}) AS i;
INSERT INTO accounts_failedattempts (key, failures, updated_at)
SELECT sha256(('number' || i)::bytea), 1, now() FROM generate_series(1, {tenth}) AS i;
INSERT INTO accounts_ratelimitcount (key, failures, since)
SELECT sha256(('address' || i)::bytea), 1, now() FROM generate_series(1, {tenth}) AS i;
ANALYZE
"""
NOT_EXPLAINED = re.compile(r"\s*(EXPLAIN|SAVEPOINT|RELEASE|ROLLBACK)")
EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "


def new_bank(customers: int) -> Any:
    """Create a bank in a new database, and return the connection to it.

    A tenth of its customers are logged in, and failures count for as many numbers and addresses.
    """
    own_connection = _create_database(f"bank_{customers}")
    call_command("migrate", verbosity=0)
    bank.fill(customers)
    parts = {"account": bank.id_of("account"), "tenth": customers // 10}
    with own_connection.cursor() as cursor:
        for statement in SESSIONS_AND_FAILURES.format(**parts).split(";\n"):
            cursor.execute(statement)
    return own_connection


def _create_database(name: str) -> Any:
    """Create a database on the server, and make it the site's default from now on."""
    settings = connections.settings["default"]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    connections.settings["default"] = {**settings, "NAME": name}
    connections["default"] = connections.create_connection("default")
    return connections["default"]


def buffers_of(call: Callable[[], object]) -> list[int]:
    """Return how many buffers each statement of a call touches, in their order."""
    buffers: list[int] = []

    def explain_first(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        if not NOT_EXPLAINED.match(sql):
            buffers.append(_explain(sql, params))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(explain_first):
        call()
    return buffers


def _explain(sql: str, params: Any) -> int:
    """Run a statement, roll it back, and return how many buffers it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(EXPLAIN + sql, params)
        plan = cursor.fetchone()[0][0]["Plan"]
        transaction.set_rollback(True)
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
