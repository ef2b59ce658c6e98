"""Accounts and their numbers, texts and attempts; no hand changes a published text."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import hembanken.db.prefix_search
from hembanken.db.triggers import refuse


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="FailedAttempts",
            fields=[
                ("key", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("locked_until", models.DateTimeField(null=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="RateLimitCount",
            fields=[
                ("key", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("limited_until", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("username", models.CharField(blank=True, max_length=60, null=True, unique=True)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("language", models.CharField(default="sv", max_length=2)),
                ("is_staff", models.BooleanField(default=False)),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[("kundservice", "Kundservice"), ("sakerhet", "Säkerhet")],
                        editable=False,
                        max_length=20,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("is_protected", models.BooleanField(default=False, editable=False)),
                ("contact", models.BinaryField(null=True)),
                ("temporary_until", models.DateTimeField(editable=False, null=True)),
                (
                    "earlier_password",
                    models.CharField(blank=True, editable=False, max_length=128),
                ),
                ("earlier_until", models.DateTimeField(editable=False, null=True)),
                ("connected_at", models.DateTimeField(editable=False, null=True)),
                ("blocked_at", models.DateTimeField(editable=False, null=True)),
                ("blocked_reason", models.CharField(blank=True, editable=False, max_length=200)),
                ("paused_at", models.DateTimeField(editable=False, null=True)),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                ("erased_at", models.DateTimeField(editable=False, null=True)),
                ("session_epoch", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "kund",
                "verbose_name_plural": "kunder",
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", False), ("erased_at", None)),
                        fields=["closed_at"],
                        name="account_closed_not_erased",
                    ),
                    models.Index(
                        hembanken.db.prefix_search.Folded("name"),
                        models.F("id"),
                        condition=models.Q(("is_staff", False)),
                        name="account_by_name",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("is_staff", True),
                                ("temporary_until", None),
                                ("username__isnull", False),
                                models.Q(("role", ""), _negated=True),
                            ),
                            models.Q(("is_staff", False), ("role", ""), ("username", None)),
                            _connector="OR",
                        ),
                        name="account_customer_or_staff",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("erased_at", None)),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("is_active", False),
                                ("is_staff", False),
                            ),
                            _connector="OR",
                        ),
                        name="account_closed_is_inactive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paused_at", None), ("is_staff", False), _connector="OR"
                        ),
                        name="account_paused_is_customer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("terms", "Villkor för eSafeID"), ("agreement", "Hembanksavtal")],
                        max_length=10,
                        verbose_name="vilken text",
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(editable=False, null=True, verbose_name="version"),
                ),
                ("text", models.TextField(verbose_name="text")),
                (
                    "valid_from",
                    models.DateTimeField(editable=False, null=True, verbose_name="gäller från"),
                ),
            ],
            options={
                "verbose_name": "villkor eller avtal",
                "verbose_name_plural": "villkor och avtal",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "version"), name="agreement_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("valid_from", None), ("version", None)),
                            models.Q(("valid_from__isnull", False), ("version__isnull", False)),
                            _connector="OR",
                        ),
                        name="agreement_published_from_a_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="när")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acceptances",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="kund",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.agreement",
                        verbose_name="text",
                    ),
                ),
            ],
            options={
                "verbose_name": "godkännande",
                "verbose_name_plural": "godkännanden",
                "indexes": [
                    models.Index(fields=["-agreement", "-at", "-id"], name="acceptance_by_text")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "agreement"), name="acceptance_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("personnummer", "personnummer"), ("kundnummer", "kundnummer")],
                        max_length=12,
                    ),
                ),
                ("index", models.BinaryField(max_length=32, unique=True)),
                ("encrypted", models.BinaryField()),
                ("century", models.PositiveSmallIntegerField(null=True)),
                ("valid_from", models.DateTimeField(default=django.utils.timezone.now)),
                ("valid_until", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identifiers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_until", None)),
                        fields=("account",),
                        name="identifier_one_current_each",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text_sv", models.CharField(max_length=300, verbose_name="text på svenska")),
                ("text_en", models.CharField(max_length=300, verbose_name="text på engelska")),
                ("starts_at", models.DateTimeField(verbose_name="visas från")),
                ("ends_at", models.DateTimeField(verbose_name="visas till")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="borttaget")),
                (
                    "put_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="skrivet av",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="borttaget av",
                    ),
                ),
            ],
            options={
                "verbose_name": "meddelande vid inloggningen",
                "verbose_name_plural": "meddelanden vid inloggningen",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="notice_ends_after_its_start",
                    )
                ],
                "indexes": [models.Index(fields=["-ends_at", "-id"], name="notice_by_end")],
            },
        ),
        refuse(
            "UPDATE",
            name="agreement_published_stays",
            table="accounts_agreement",
            condition="OLD.version IS NOT NULL",
            message="a published text never changes",
        ),
    ]
