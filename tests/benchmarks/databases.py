"""Banks side by side on one PostgreSQL, each in a database of its own."""

from typing import Any

from django.core.management import call_command
from django.db import connection, connections

from tests.benchmarks import bank

BUSY = """
INSERT INTO hembanken_sessions_session (session_key, session_data, expire_date, account_id)
SELECT md5('key' || i) || md5('more' || i), decode(repeat(md5(i::text), 32), 'hex'),
  now() + interval '1 hour', {account} FROM generate_series(1, {tenth}) AS i;
INSERT INTO accounts_failedattempts (key, failures, updated_at)
SELECT sha256(('number' || i)::bytea), 1, now() FROM generate_series(1, {tenth}) AS i;
INSERT INTO accounts_ratelimitcount (key, failures, since)
SELECT sha256(('address' || i)::bytea), 1, now() FROM generate_series(1, {tenth}) AS i;
ANALYZE
"""


def new_bank(customers: int) -> Any:
    """Make a bank in a database of its own, and return the connection to it.

    A tenth of its customers are logged in, and failures count for as many numbers and addresses.
    """
    own = open_database(f"bank_{customers}")
    call_command("migrate", verbosity=0)
    bank.fill(customers)
    told = {"account": bank.id_of("account"), "tenth": customers // 10}
    with own.cursor() as cursor:
        for statement in BUSY.format(**told).split(";\n"):
            cursor.execute(statement)
    return own


def open_database(name: str) -> Any:
    """Make a database on the server, and let the site use it from now on."""
    settings = connections.settings["default"]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    connections.settings["default"] = {**settings, "NAME": name}
    connections["default"] = own = connections.create_connection("default")
    return own
