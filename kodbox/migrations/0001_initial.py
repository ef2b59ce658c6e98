"""Kodboxes, batches and orders; no hand turns a counter back or gives a box to another owner."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from hembanken.db.triggers import refuse_update


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sha256",
                    models.CharField(max_length=64, unique=True, verbose_name="filens SHA-256"),
                ),
                ("imported_at", models.DateTimeField(auto_now_add=True, verbose_name="inläst")),
                ("imported_by", models.CharField(max_length=60, verbose_name="inläst av")),
                ("devices_count", models.PositiveIntegerField(verbose_name="antal")),
                ("retired_at", models.DateTimeField(null=True, verbose_name="tagen ur bruk")),
                ("retired_reason", models.CharField(blank=True, max_length=200, verbose_name="skäl")),
                ("in_use", models.PositiveIntegerField(default=0, editable=False)),
                ("refused", models.PositiveIntegerField(default=0, editable=False)),
                ("counted_at", models.DateTimeField(editable=False, null=True)),
                (
                    "retired_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tagen ur bruk av",
                    ),
                ),
            ],
            options={
                "verbose_name": "leverans",
                "verbose_name_plural": "leveranser",
            },
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "serial",
                    models.CharField(max_length=40, unique=True, verbose_name="serienummer"),
                ),
                (
                    "manufacturer",
                    models.CharField(blank=True, max_length=60, verbose_name="tillverkare"),
                ),
                ("model", models.CharField(blank=True, max_length=60, verbose_name="modell")),
                ("seed", models.BinaryField()),
                ("seed_index", models.BinaryField(max_length=32, unique=True)),
                ("start_pin", models.BinaryField(null=True)),
                ("counter", models.BigIntegerField(default=0)),
                ("resync_counter", models.BigIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("in_stock", "i lager"),
                            ("dispatched", "skickad"),
                            ("active", "i bruk"),
                            ("blocked", "spärrad"),
                            ("retired", "tagen ur bruk"),
                            ("lost", "förlorad"),
                            ("returned", "återlämnad"),
                            ("destroyed", "förstörd"),
                        ],
                        default="in_stock",
                        max_length=12,
                        verbose_name="läge",
                    ),
                ),
                ("expires_at", models.DateTimeField(null=True, verbose_name="går ut")),
                ("slot", models.PositiveSmallIntegerField(null=True)),
                ("owner_identified_at", models.DateTimeField(null=True)),
                ("dispatched_at", models.DateTimeField(null=True, verbose_name="skickad")),
                ("activated_at", models.DateTimeField(null=True, verbose_name="tagen i bruk")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ur bruk")),
                ("last_used_at", models.DateTimeField(null=True, verbose_name="senast använd")),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="kodbox.batch",
                        verbose_name="leverans",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="devices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="innehavare",
                    ),
                ),
            ],
            options={
                "verbose_name": "kodbox",
                "verbose_name_plural": "kodboxar",
            },
        ),
        migrations.CreateModel(
            name="Transition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="när")),
                (
                    "before",
                    models.CharField(
                        choices=[
                            ("in_stock", "i lager"),
                            ("dispatched", "skickad"),
                            ("active", "i bruk"),
                            ("blocked", "spärrad"),
                            ("retired", "tagen ur bruk"),
                            ("lost", "förlorad"),
                            ("returned", "återlämnad"),
                            ("destroyed", "förstörd"),
                        ],
                        max_length=12,
                        verbose_name="från",
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        choices=[
                            ("in_stock", "i lager"),
                            ("dispatched", "skickad"),
                            ("active", "i bruk"),
                            ("blocked", "spärrad"),
                            ("retired", "tagen ur bruk"),
                            ("lost", "förlorad"),
                            ("returned", "återlämnad"),
                            ("destroyed", "förstörd"),
                        ],
                        max_length=12,
                        verbose_name="till",
                    ),
                ),
                ("why", models.CharField(max_length=200, verbose_name="skäl")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="av",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="kodbox.device",
                    ),
                ),
            ],
            options={
                "verbose_name": "steg",
                "verbose_name_plural": "kodboxens steg",
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "väntar på att du identifierar dig hos Kundservice"),
                            ("identified", "behandlas"),
                            ("dispatched", "skickad"),
                            ("cancelled", "avbruten"),
                        ],
                        max_length=12,
                        verbose_name="läge",
                    ),
                ),
                (
                    "delivery",
                    models.CharField(
                        choices=[
                            ("post", "Med post till den adress som banken har"),
                            ("branch", "Hämta på ett bankkontor"),
                        ],
                        max_length=8,
                        verbose_name="leverans",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="beställd")),
                ("may_reset", models.BooleanField(default=False)),
                (
                    "letter_printed_at",
                    models.DateTimeField(null=True, verbose_name="brevet utskrivet"),
                ),
                (
                    "cancelled_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="avbruten därför"),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="avbruten av",
                    ),
                ),
                (
                    "device",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order",
                        to="kodbox.device",
                        verbose_name="kodbox",
                    ),
                ),
                (
                    "dispatched_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="skickad av",
                    ),
                ),
                (
                    "identified_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="identifierad av",
                    ),
                ),
                (
                    "letter_printed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="brevet utskrivet av",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kodbox_orders",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="kund",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tagen av",
                    ),
                ),
            ],
            options={
                "verbose_name": "beställning",
                "verbose_name_plural": "beställningar",
            },
        ),
        migrations.AddIndex(
            model_name="device",
            index=models.Index(
                condition=models.Q(("state", "in_stock")), fields=["batch"], name="device_in_stock"
            ),
        ),
        migrations.AddIndex(
            model_name="device",
            index=models.Index(
                condition=models.Q(("dispatched_at__isnull", False)),
                fields=["dispatched_at"],
                name="device_by_dispatch",
            ),
        ),
        migrations.AddIndex(
            model_name="device",
            index=models.Index(
                condition=models.Q(("state__in", ("dispatched", "active"))),
                fields=["expires_at", "serial"],
                name="device_held_by_expiry",
            ),
        ),
        migrations.AddIndex(
            model_name="device",
            index=models.Index(
                fields=["state", "-dispatched_at", "serial"], name="device_by_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("owner", None), ("state", "in_stock")),
                    ("state", "destroyed"),
                    models.Q(
                        models.Q(("state", "in_stock"), _negated=True), ("owner__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="device_in_stock_has_no_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(("counter__range", (0, 9223372036853775808))),
                name="device_counter_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("slot__in", range(1, 3)), ("state__in", ("dispatched", "active"))),
                    models.Q(
                        models.Q(("state__in", ("dispatched", "active")), _negated=True),
                        ("slot", None),
                    ),
                    _connector="OR",
                ),
                name="device_held_has_a_slot",
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.UniqueConstraint(
                fields=("owner", "slot"), name="device_two_held_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="device",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("resync_counter", None),
                    ("resync_counter__gt", models.F("counter")),
                    _connector="OR",
                ),
                name="device_resync_is_ahead",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["-state", "created_at", "id"], name="order_by_state"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                fields=["delivery", "-state", "created_at", "id"], name="order_by_delivery"
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("letter_printed_by", None), ("state", "dispatched")),
                fields=["created_at", "id"],
                name="order_letter_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["waiting", "identified"])),
                fields=("owner",),
                name="order_one_open_each",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("letter_printed_by", None),
                    ("dispatched_by", None),
                    models.Q(("letter_printed_by", models.F("dispatched_by")), _negated=True),
                    _connector="OR",
                ),
                name="order_box_and_letter_by_two_people",
            ),
        ),
        refuse_update(
            name="kodbox_device_counter_never_goes_back",
            table="kodbox_device",
            condition="NEW.counter < OLD.counter",
            message="a counter never goes back",
        ),
        refuse_update(
            name="kodbox_device_is_never_given_again",
            table="kodbox_device",
            condition=(
                "NEW.owner_id <> OLD.owner_id"
                " OR (OLD.owner_id IS NOT NULL AND NEW.owner_id IS NULL)"
                " OR (OLD.state = 'returned' AND NEW.state NOT IN ('returned', 'destroyed'))"
                " OR (OLD.state = 'destroyed' AND NEW.state <> 'destroyed')"
            ),
            message="a kodbox is never given to somebody else",
        ),
    ]
