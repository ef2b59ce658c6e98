"""Database triggers that refuse changes even by a database user, on both databases."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

POSTGRESQL = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$
BEGIN
  IF {condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER {name} BEFORE {operation} ON {table}
FOR EACH {level} EXECUTE FUNCTION {name}();
"""
SQLITE = """
CREATE TRIGGER IF NOT EXISTS {name} BEFORE {operation} ON {table} FOR EACH ROW WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{message}'); END;
"""


def refuse_update(name: str, table: str, condition: str, message: str) -> RunPython:
    """Return the migration operation that refuses an update of `table` where `condition` holds.

    A later migration that makes SQLite rebuild the table must repeat the operation; the tests run
    against the migrated database and fail if it is missing.
    """
    return _refuse("UPDATE", name=name, table=table, condition=condition, message=message)


def refuse_delete(name: str, table: str, message: str) -> RunPython:
    """Return the migration operation that refuses to delete any row of `table`."""
    return _refuse("DELETE", name=name, table=table, condition="TRUE", message=message)


def refuse_truncate(name: str, table: str, message: str) -> RunPython:
    """Return the migration operation that refuses to truncate `table` (PostgreSQL only).

    An empty table may be truncated, because tests clean up by truncating every table.
    """
    condition = f"EXISTS (SELECT FROM {table})"
    return _refuse("TRUNCATE", name=name, table=table, condition=condition, message=message)


def _refuse(operation: str, **trigger: str) -> RunPython:
    level = "STATEMENT" if operation == "TRUNCATE" else "ROW"

    def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL.format(operation=operation, level=level, **trigger))
        elif operation != "TRUNCATE":
            schema_editor.execute(SQLITE.format(operation=operation, **trigger))

    return RunPython(install, RunPython.noop)
