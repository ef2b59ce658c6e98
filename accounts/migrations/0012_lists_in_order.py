"""Find names and acceptances in the order of an index, which both databases have."""

from django.db import migrations, models

from hembanken.prefixes import Folded


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_what_roles_may_do_more")]
    operations = [
        migrations.RunSQL("DROP INDEX IF EXISTS account_by_name", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                Folded("name"),
                models.F("id"),
                condition=models.Q(("is_staff", False)),
                name="account_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="acceptance",
            index=models.Index(fields=["-agreement", "-at", "-id"], name="acceptance_by_text"),
        ),
    ]
