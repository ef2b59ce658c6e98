"""The journal and its chains, which no hand changes or removes."""

import uuid

from django.db import migrations, models

from hembanken.triggers import refuse_delete, refuse_truncate, refuse_update

NEVER = "the journal is append-only"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Head",
            fields=[
                ("account_id", models.UUIDField(primary_key=True, serialize=False)),
                ("sequence", models.PositiveIntegerField()),
                ("mac", models.BinaryField(max_length=32)),
                ("key_version", models.PositiveIntegerField()),
                ("seal", models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("account_id", models.UUIDField()),
                ("sequence", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("event", models.CharField(max_length=40)),
                ("actor_id", models.UUIDField(null=True)),
                ("device_serial", models.CharField(blank=True, max_length=40)),
                ("address", models.CharField(blank=True, max_length=45)),
                ("browser", models.CharField(blank=True, max_length=60)),
                ("interaction", models.CharField(blank=True, max_length=32)),
                ("detail", models.CharField(blank=True, max_length=200)),
                ("key_version", models.PositiveIntegerField()),
                ("mac", models.BinaryField(max_length=32)),
            ],
            options={
                "verbose_name": "händelse",
                "verbose_name_plural": "händelser",
                "ordering": ["-at", "-sequence"],
                "indexes": [
                    models.Index(fields=["-at", "-sequence"], name="journal_by_time"),
                    models.Index(fields=["interaction"], name="journal_by_interaction"),
                    models.Index(
                        condition=models.Q(("event", "login:completed")),
                        fields=["at"],
                        name="journal_logins",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("event__in", ("login:completed", "login:logged_out")), _negated=True
                        ),
                        fields=["event", "at"],
                        name="journal_by_event",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account_id", "sequence"), name="journal_one_chain"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnknownFailures",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("hour", models.DateTimeField()),
                ("shard", models.PositiveSmallIntegerField()),
                ("event", models.CharField(max_length=40)),
                ("failures", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("hour", "shard", "event"), name="unknown_failures_once"
                    )
                ],
            },
        ),
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
