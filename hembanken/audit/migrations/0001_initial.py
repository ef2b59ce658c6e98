"""The audit log and its chains, whose rows the database never changes or deletes."""

import uuid

from django.db import migrations, models

from hembanken.db.triggers import refuse

NEVER = "the audit log is append-only"


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
                ("head_mac", models.BinaryField(max_length=32)),
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
                ("correlation_id", models.CharField(blank=True, max_length=32)),
                ("detail", models.CharField(blank=True, max_length=200)),
                ("key_version", models.PositiveIntegerField()),
                ("mac", models.BinaryField(max_length=32)),
            ],
            options={
                "verbose_name": "händelse",
                "verbose_name_plural": "händelser",
                "ordering": ["-at", "-sequence"],
                "indexes": [
                    models.Index(fields=["-at", "-sequence"], name="audit_by_time"),
                    models.Index(fields=["correlation_id"], name="audit_by_correlation_id"),
                    models.Index(
                        condition=models.Q(("event", "login:completed")),
                        fields=["at"],
                        name="audit_logins",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("event__in", ("login:completed", "login:logged_out")), _negated=True
                        ),
                        fields=["event", "at"],
                        name="audit_by_event",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account_id", "sequence"), name="audit_one_chain"
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
        refuse("UPDATE", "audit_entry_never_changes", "audit_entry", NEVER),
        refuse("DELETE", "audit_entry_is_never_deleted", "audit_entry", NEVER),
        refuse("TRUNCATE", "audit_entry_is_never_truncated", "audit_entry", NEVER),
        refuse(
            "UPDATE",
            "audit_head_never_goes_back",
            "audit_head",
            NEVER,
            "NEW.sequence < OLD.sequence OR NEW.account_id <> OLD.account_id",
        ),
        refuse("DELETE", "audit_head_is_never_deleted", "audit_head", NEVER),
        refuse("TRUNCATE", "audit_head_is_never_truncated", "audit_head", NEVER),
    ]
