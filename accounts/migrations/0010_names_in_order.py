"""Find names by their beginning and in order, by an index that both databases have."""

from django.db import migrations, models

from hembanken.prefixes import Folded


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_published_texts_stay")]
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
    ]
