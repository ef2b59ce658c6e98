"""Sessions stored under the keyed hash of their key."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        editable=False, max_length=64, primary_key=True, serialize=False
                    ),
                ),
                ("session_data", models.BinaryField()),
                ("expire_date", models.DateTimeField(db_index=True)),
                ("account_id", models.UUIDField(db_index=True, null=True)),
            ],
        ),
    ]
