"""What the roles may do to a customer, and the index by which a name is found."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from hembanken.staff.roles import give

KUNDSERVICE = (
    "accounts.view_account",
    "accounts.block_agreement",
    "accounts.end_sessions",
    "accounts.require_password",
)
SAKERHET = (
    *KUNDSERVICE,
    "accounts.unblock_agreement",
    "accounts.release_stop",
    "accounts.view_protected",
    "kodbox.resynchronise_device",
    "staff.view_proposal",
)
BY_NAME = (
    "CREATE INDEX account_by_name ON accounts_account (UPPER(name::text) text_pattern_ops) "
    "WHERE NOT is_staff"
)


def index_names(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let PostgreSQL find names by their beginning; SQLite reads its few rows."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BY_NAME)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_staff_acts"), ("staff", "0001_initial")]
    operations = [
        give({"Kundservice": KUNDSERVICE, "Säkerhet": SAKERHET}),
        migrations.RunPython(index_names, migrations.RunPython.noop),
    ]
