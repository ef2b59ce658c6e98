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
CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""
SQLITE = """
CREATE TRIGGER IF NOT EXISTS {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{message}'); END;
"""


def refuse_update(name: str, table: str, condition: str, message: str) -> RunPython:
    """Return the migration step that refuses an update of `table` where `condition` holds.

    A later migration that makes SQLite build the table anew has to repeat the step; the tests
    run against the migrated database and notice when it was forgotten.
    """

    def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        statement = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
        schema_editor.execute(
            statement.format(name=name, table=table, condition=condition, message=message)
        )

    return RunPython(install, RunPython.noop)
