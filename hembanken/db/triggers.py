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


def refuse(
    operation: str, name: str, table: str, message: str, condition: str = "TRUE"
) -> RunPython:
    """Return the migration operation that refuses UPDATE, DELETE or TRUNCATE of a table's rows.

    A later migration that makes SQLite rebuild the table must repeat the operation; the tests run
    against the migrated database and fail if it is missing. SQLite has no TRUNCATE. An empty table
    may be truncated, because tests clean up by truncating every table.
    """
    is_truncate = operation == "TRUNCATE"
    trigger = {"operation": operation, "name": name, "table": table, "message": message}
    trigger["condition"] = f"EXISTS (SELECT FROM {table})" if is_truncate else condition
    trigger["level"] = "STATEMENT" if is_truncate else "ROW"

    def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL.format(**trigger))
        elif not is_truncate:
            schema_editor.execute(SQLITE.format(**trigger))

    return RunPython(install, RunPython.noop)
