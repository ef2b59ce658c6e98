"""Kodboxes, the batches that they came in, and the orders for them."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hembanken import sealing

MAX_STORED_COUNTER = 2**63 - 1_000_000  # a signed 64-bit column, with room for any window


class Batch(models.Model):
    """One imported file of kodboxes, and what kodbox.odd_batches last counted of them."""

    sha256 = models.CharField(max_length=64, unique=True, verbose_name=_("filens SHA-256"))
    imported_at = models.DateTimeField(auto_now_add=True, verbose_name=_("inläst"))
    imported_by = models.CharField(max_length=60, verbose_name=_("inläst av"))
    devices_count = models.PositiveIntegerField(verbose_name=_("antal"))
    retired_at = models.DateTimeField(null=True, verbose_name=_("tagen ur bruk"))
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("tagen ur bruk av"),
    )
    retired_why = models.CharField(max_length=200, blank=True, verbose_name=_("skäl"))
    in_use = models.PositiveIntegerField(default=0, editable=False)
    refused = models.PositiveIntegerField(default=0, editable=False)
    counted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("leverans")
        verbose_name_plural = _("leveranser")
        default_permissions = ("view",)
        permissions = (("retire_batch", "May take a whole batch out of use"),)

    def __str__(self) -> str:
        return f"{self.imported_at:%Y-%m-%d} {self.sha256[:8]}"

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None


class State(models.TextChoices):
    """Where a kodbox stands in its life; a returned box is destroyed, never given again."""

    IN_STOCK = "in_stock", _("i lager")
    DISPATCHED = "dispatched", _("skickad")
    ACTIVE = "active", _("i bruk")
    BLOCKED = "blocked", _("spärrad")
    RETIRED = "retired", _("tagen ur bruk")
    LOST = "lost", _("förlorad")
    RETURNED = "returned", _("återlämnad")
    DESTROYED = "destroyed", _("förstörd")


HELD = (State.DISPATCHED, State.ACTIVE)  # by a customer who may use it
MOST_HELD = 2  # a new box and the one that it replaces


class Device(models.Model):
    """A physical HOTP generator (RFC 4226, 8 digits) behind a PIN that only it knows.

    `counter` is the next moving factor that the bank expects; a database trigger refuses to turn
    it back. `resync_counter` is the one that would bring a box that is ahead back in step.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, verbose_name=_("leverans"))
    serial = models.CharField(max_length=40, unique=True, verbose_name=_("serienummer"))
    manufacturer = models.CharField(max_length=60, blank=True, verbose_name=_("tillverkare"))
    model = models.CharField(max_length=60, blank=True, verbose_name=_("modell"))
    seed = models.BinaryField()
    seed_index = models.BinaryField(max_length=32, unique=True)
    start_pin = models.BinaryField(null=True)
    counter = models.BigIntegerField(default=0)
    resync_counter = models.BigIntegerField(null=True)
    state = models.CharField(
        max_length=12, choices=State, default=State.IN_STOCK, verbose_name=_("läge")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="devices",
        verbose_name=_("innehavare"),
    )
    expires_at = models.DateTimeField(null=True, verbose_name=_("går ut"))
    slot = models.PositiveSmallIntegerField(null=True)
    owner_identified_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True, verbose_name=_("skickad"))
    activated_at = models.DateTimeField(null=True, verbose_name=_("tagen i bruk"))
    ended_at = models.DateTimeField(null=True, verbose_name=_("ur bruk"))
    last_used_at = models.DateTimeField(null=True, verbose_name=_("senast använd"))

    SEALED_COLUMNS: ClassVar = ("seed", "start_pin")
    INDEXED_COLUMNS: ClassVar = {"seed_index": "seed_told"}

    class Meta:
        verbose_name = _("kodbox")
        verbose_name_plural = _("kodboxar")
        default_permissions = ("view",)
        permissions = (
            ("block_device", "May block a kodbox"),
            ("unblock_device", "May give a blocked kodbox back"),
            ("resynchronise_device", "May bring a kodbox back in step with two codes"),
        )
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.IN_STOCK, owner=None)
                | Q(state=State.DESTROYED)
                | (~Q(state=State.IN_STOCK) & Q(owner__isnull=False)),
                name="device_in_stock_has_no_owner",
            ),
            models.CheckConstraint(
                condition=Q(counter__range=(0, MAX_STORED_COUNTER)), name="device_counter_in_range"
            ),
            models.CheckConstraint(
                condition=Q(state__in=HELD, slot__in=range(1, MOST_HELD + 1))
                | (~Q(state__in=HELD) & Q(slot=None)),
                name="device_held_has_a_slot",
            ),
            models.UniqueConstraint(fields=["owner", "slot"], name="device_two_held_each"),
            models.CheckConstraint(
                condition=Q(resync_counter=None) | Q(resync_counter__gt=F("counter")),
                name="device_resync_is_ahead",
            ),
        ]
        indexes = [
            models.Index(
                fields=["batch"], condition=Q(state=State.IN_STOCK), name="device_in_stock"
            ),
            models.Index(
                fields=["dispatched_at"],
                condition=Q(dispatched_at__isnull=False),
                name="device_by_dispatch",
            ),
            models.Index(
                fields=["expires_at", "serial"],
                condition=Q(state__in=HELD),
                name="device_held_by_expiry",
            ),
            models.Index(fields=["state", "-dispatched_at", "serial"], name="device_by_state"),
        ]

    def __str__(self) -> str:
        return self.serial

    @property
    def may_be_blocked(self) -> bool:
        return self.state in HELD

    @property
    def secret(self) -> bytes:
        """The opened seed, for the verifier only."""
        return sealing.unseal(self.seed, sealing.place_of(self, "seed"))

    @property
    def seed_told(self) -> str:
        """What a seed is found by, since two kodboxes must not have the same."""
        return told(self.secret)


def told(secret: bytes) -> str:
    """Return what a seed is found by, before its kodbox has a row as well."""
    return f"seed:{secret.hex()}"


class Move(models.Model):
    """One step in the life of a kodbox: who, when and why."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="moves")
    at = models.DateTimeField(auto_now_add=True, verbose_name=_("när"))
    before = models.CharField(max_length=12, choices=State, verbose_name=_("från"))
    after = models.CharField(max_length=12, choices=State, verbose_name=_("till"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("av")
    )
    why = models.CharField(max_length=200, verbose_name=_("skäl"))

    class Meta:
        verbose_name = _("steg")
        verbose_name_plural = _("kodboxens steg")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_before_display()} → {self.get_after_display()}"


def owner_of(device: Device) -> uuid.UUID:
    """Return the account that holds a box which is not in stock, as a constraint ensures."""
    if device.owner_id is None:
        raise ValueError(f"Kodbox {device.serial} is in stock and has no owner.")
    return device.owner_id


class Order(models.Model):
    """A customer's wish for a kodbox, from the wish to the letter with the Start-PIN.

    Who dispatches the box can't print the letter: no one person has both (C16). A box that came
    with its customer's registration was dispatched by no member of staff.
    """

    class State(models.TextChoices):
        """What happens to an order."""

        WAITING = "waiting", _("väntar på att du identifierar dig hos Kundservice")
        IDENTIFIED = "identified", _("behandlas")
        DISPATCHED = "dispatched", _("skickad")
        CANCELLED = "cancelled", _("avbruten")

    class Delivery(models.TextChoices):
        """How the kodbox reaches the customer."""

        POST = "post", _("Med post till den adress som banken har")
        BRANCH = "branch", _("Hämta på ett bankkontor")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="kodbox_orders",
        verbose_name=_("kund"),
    )
    state = models.CharField(max_length=12, choices=State, verbose_name=_("läge"))
    delivery = models.CharField(max_length=8, choices=Delivery, verbose_name=_("leverans"))
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=_("beställd"))
    may_begin_anew = models.BooleanField(default=False)
    identified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("identifierad av"),
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("tagen av"),
    )
    device = models.OneToOneField(
        Device, models.PROTECT, null=True, related_name="order", verbose_name=_("kodbox")
    )
    dispatched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("skickad av"),
    )
    letter_printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("brevet utskrivet av"),
    )
    letter_printed_at = models.DateTimeField(null=True, verbose_name=_("brevet utskrivet"))
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("avbruten av"),
    )
    cancelled_why = models.CharField(max_length=200, blank=True, verbose_name=_("avbruten därför"))

    class Meta:
        verbose_name = _("beställning")
        verbose_name_plural = _("beställningar")
        default_permissions = ("view",)
        permissions = (
            ("handle_order", "May identify, take, dispatch and cancel"),
            ("print_letter", "May print the letter with the Start-PIN"),
        )
        constraints = [
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(state__in=["waiting", "identified"]),
                name="order_one_open_each",
            ),
            models.CheckConstraint(
                condition=Q(letter_printed_by=None)
                | Q(dispatched_by=None)
                | ~Q(letter_printed_by=F("dispatched_by")),
                name="order_box_and_letter_by_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["-state", "created_at", "id"], name="order_by_state"),
            models.Index(
                fields=["delivery", "-state", "created_at", "id"], name="order_by_delivery"
            ),
            models.Index(
                fields=["created_at", "id"],
                condition=Q(state="dispatched", letter_printed_by=None),
                name="order_letter_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d} {self.get_state_display()}: {self.owner}"
