"""Create devices, batches and orders. Triggers keep a device's counter and its owner."""

import uuid
from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, F, Q

from hembanken.db.triggers import refuse

HELD = ("dispatched", "active")
STATES = [
    ("in_stock", "i lager"),
    ("dispatched", "skickad"),
    ("active", "i bruk"),
    ("blocked", "spärrad"),
    ("retired", "tagen ur bruk"),
    ("lost", "borttappad"),
    ("returned", "återlämnad"),
    ("destroyed", "förstörd"),
]


def primary_key() -> Any:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def account(
    verbose_name: str, *, related_name: str = "+", null: bool = True
) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        PROTECT,
        null=null,
        related_name=related_name,
        verbose_name=verbose_name,
    )


def time(verbose_name: str) -> Any:
    return models.DateTimeField(null=True, verbose_name=verbose_name)


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", primary_key()),
                (
                    "sha256",
                    models.CharField(max_length=64, unique=True, verbose_name="filens SHA-256"),
                ),
                ("imported_at", models.DateTimeField(auto_now_add=True, verbose_name="inläst")),
                ("imported_by", models.CharField(max_length=60, verbose_name="inläst av")),
                ("devices_count", models.PositiveIntegerField(verbose_name="antal")),
                ("retired_at", time("tagen ur bruk")),
                ("retired_by", account("tagen ur bruk av")),
                (
                    "retired_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="skäl"),
                ),
                ("in_use", models.PositiveIntegerField(default=0, editable=False)),
                ("refused", models.PositiveIntegerField(default=0, editable=False)),
                ("counted_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={"verbose_name": "leverans", "verbose_name_plural": "leveranser"},
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
                    "batch",
                    models.ForeignKey("kodbox.batch", PROTECT, null=True, verbose_name="leverans"),
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
                        choices=STATES, default="in_stock", max_length=12, verbose_name="status"
                    ),
                ),
                ("owner", account("innehavare", related_name="devices")),
                ("expires_at", time("går ut")),
                ("slot", models.PositiveSmallIntegerField(null=True)),
                ("owner_identified_at", models.DateTimeField(null=True)),
                ("dispatched_at", time("skickad")),
                ("activated_at", time("tagen i bruk")),
                ("ended_at", time("ur bruk")),
                ("last_used_at", time("senast använd")),
            ],
            options={
                "verbose_name": "kodbox",
                "verbose_name_plural": "kodboxar",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(owner=None, state="in_stock")
                        | Q(state="destroyed")
                        | (~Q(state="in_stock") & Q(owner__isnull=False)),
                        name="device_in_stock_has_no_owner",
                    ),
                    models.CheckConstraint(
                        condition=Q(counter__range=(0, 2**63 - 1_000_000)),
                        name="device_counter_in_range",
                    ),
                    models.CheckConstraint(
                        condition=Q(slot__in=range(1, 3), state__in=HELD)
                        | (~Q(state__in=HELD) & Q(slot=None)),
                        name="device_held_has_a_slot",
                    ),
                    models.UniqueConstraint(fields=("owner", "slot"), name="device_two_held_each"),
                    models.CheckConstraint(
                        condition=Q(resync_counter=None) | Q(resync_counter__gt=F("counter")),
                        name="device_resync_is_ahead",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=Q(state="in_stock"), fields=["batch"], name="device_in_stock"
                    ),
                    models.Index(
                        condition=Q(dispatched_at__isnull=False),
                        fields=["dispatched_at"],
                        name="device_by_dispatch",
                    ),
                    models.Index(
                        condition=Q(state__in=HELD),
                        fields=["expires_at", "serial"],
                        name="device_held_by_expiry",
                    ),
                    models.Index(
                        fields=["state", "-dispatched_at", "serial"], name="device_by_state"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transition",
            fields=[
                ("id", primary_key()),
                (
                    "device",
                    models.ForeignKey("kodbox.device", PROTECT, related_name="transitions"),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="när")),
                ("before", models.CharField(choices=STATES, max_length=12, verbose_name="från")),
                ("after", models.CharField(choices=STATES, max_length=12, verbose_name="till")),
                ("actor", account("av", null=False)),
                ("reason", models.CharField(max_length=200, verbose_name="skäl")),
            ],
            options={"verbose_name": "steg", "verbose_name_plural": "kodboxens steg"},
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", primary_key()),
                ("owner", account("kund", related_name="kodbox_orders", null=False)),
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
                        verbose_name="status",
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
                        verbose_name="leveranssätt",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ordinary", "Vanlig kodbox"),
                            ("large", "Kodbox med stor display"),
                            ("speaking", "Kodbox som talar"),
                        ],
                        default="ordinary",
                        max_length=8,
                        verbose_name="sort",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="beställd")),
                (
                    "may_reset",
                    models.BooleanField(default=False, verbose_name="får skapa nytt lösenord"),
                ),
                ("identified_by", account("identifierad av")),
                ("taken_by", account("tagen av")),
                (
                    "device",
                    models.OneToOneField(
                        "kodbox.device",
                        PROTECT,
                        null=True,
                        related_name="order",
                        verbose_name="kodbox",
                    ),
                ),
                ("dispatched_by", account("skickad av")),
                ("letter_printed_by", account("brevet utskrivet av")),
                ("letter_printed_at", time("brevet utskrivet")),
                ("handed_over_by", account("lämnad på kontoret av")),
                ("handed_over_at", time("lämnad på kontoret")),
                ("cancelled_by", account("avbruten av")),
                (
                    "cancelled_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="skäl till avbrottet"),
                ),
            ],
            options={
                "verbose_name": "beställning",
                "verbose_name_plural": "beställningar",
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(state__in=["waiting", "identified"]),
                        fields=("owner",),
                        name="order_one_open_each",
                    ),
                    models.CheckConstraint(
                        condition=Q(letter_printed_by=None)
                        | Q(dispatched_by=None)
                        | ~Q(letter_printed_by=F("dispatched_by")),
                        name="order_device_and_letter_by_two_people",
                    ),
                    models.CheckConstraint(
                        condition=Q(handed_over_by=None)
                        | Q(delivery="branch", letter_printed_by__isnull=False)
                        & ~Q(handed_over_by=F("dispatched_by"))
                        & ~Q(handed_over_by=F("letter_printed_by")),
                        name="order_handed_over_by_another",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["-state", "created_at", "id"], name="order_by_state"),
                    models.Index(
                        fields=["delivery", "-state", "created_at", "id"],
                        name="order_by_delivery",
                    ),
                    models.Index(
                        condition=Q(letter_printed_by=None, state="dispatched"),
                        fields=["created_at", "id"],
                        name="order_letter_waits",
                    ),
                    models.Index(
                        condition=Q(
                            delivery="branch", letter_printed_by__isnull=False, handed_over_by=None
                        ),
                        fields=["created_at", "id"],
                        name="order_waits_at_branch",
                    ),
                ],
            },
        ),
        refuse(
            "UPDATE",
            name="kodbox_device_counter_never_goes_back",
            table="kodbox_device",
            condition="NEW.counter < OLD.counter",
            message="a counter never goes back",
        ),
        refuse(
            "UPDATE",
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
