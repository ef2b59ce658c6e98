"""Refuse, in the database itself, to change or remove what the journal has told."""

from django.db import migrations

from hembanken.triggers import refuse_delete, refuse_truncate, refuse_update

NEVER = "the journal is append-only"


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        refuse_update("journal_entry_never_changes", "journal_entry", "TRUE", NEVER),
        refuse_delete("journal_entry_is_never_deleted", "journal_entry", NEVER),
        refuse_truncate("journal_entry_is_never_truncated", "journal_entry", NEVER),
        refuse_update(
            "journal_head_never_goes_back",
            "journal_head",
            "NEW.sequence < OLD.sequence OR NEW.account_id <> OLD.account_id",
            NEVER,
        ),
        refuse_delete("journal_head_is_never_deleted", "journal_head", NEVER),
        refuse_truncate("journal_head_is_never_truncated", "journal_head", NEVER),
    ]
