"""Database triggers for what not even a hand at the database may do, on both databases."""

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
CREATE OR REPLACE TRIGGER {name} BEFORE {act} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}();
"""
SQLITE = """
CREATE TRIGGER IF NOT EXISTS {name} BEFORE {act} ON {table} FOR EACH ROW WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{message}'); END;
"""


def refuse_update(name: str, table: str, condition: str, message: str) -> RunPython:
    """Return the migration step that refuses an update of `table` where `condition` holds.

    A later migration that makes SQLite build the table anew has to repeat the step; the tests
    run against the migrated database and notice when it was forgotten.
    """
    return _refuse("UPDATE", name=name, table=table, condition=condition, message=message)


def refuse_delete(name: str, table: str, message: str) -> RunPython:
    """Return the migration step that refuses to delete any row of `table`."""
    return _refuse("DELETE", name=name, table=table, condition="TRUE", message=message)


def refuse_truncate(name: str, table: str, message: str) -> RunPython:
    """Return the migration step that refuses to truncate `table`, which only PostgreSQL can.

    An empty table may be: tests that clean up by truncating every table need no way around.
    """
    some = f"EXISTS (SELECT FROM {table})"
    return _refuse("TRUNCATE", name=name, table=table, condition=some, message=message)


def _refuse(act: str, **what: str) -> RunPython:
    each = "STATEMENT" if act == "TRUNCATE" else "ROW"

    def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL.format(act=act, each=each, **what))
        elif act != "TRUNCATE":
            schema_editor.execute(SQLITE.format(act=act, **what))

    return RunPython(install, RunPython.noop)
