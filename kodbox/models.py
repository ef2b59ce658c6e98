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
    """One imported file of kodboxes."""

    sha256 = models.CharField(max_length=64, unique=True)
    imported_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.CharField(max_length=60)
    devices_count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.imported_at:%Y-%m-%d} {self.sha256[:8]}"


class State(models.TextChoices):
    """Where a kodbox stands in its life; a returned box is destroyed, never given again."""

    IN_STOCK = "in_stock", _("i lager")
    DISPATCHED = "dispatched", _("skickad till dig")
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
    batch = models.ForeignKey(Batch, models.PROTECT, null=True)
    serial = models.CharField(max_length=40, unique=True)
    manufacturer = models.CharField(max_length=60, blank=True)
    model = models.CharField(max_length=60, blank=True)
    seed = models.BinaryField()
    seed_index = models.BinaryField(max_length=32, unique=True)
    start_pin = models.BinaryField(null=True)
    counter = models.BigIntegerField(default=0)
    resync_counter = models.BigIntegerField(null=True)
    state = models.CharField(max_length=12, choices=State, default=State.IN_STOCK)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="devices"
    )
    expires_at = models.DateTimeField(null=True)
    slot = models.PositiveSmallIntegerField(null=True)
    owner_identified_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    activated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    SEALED_COLUMNS: ClassVar = ("seed", "start_pin")

    class Meta:
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

    def __str__(self) -> str:
        return self.serial

    @property
    def secret(self) -> bytes:
        """The opened seed, for the verifier only."""
        return sealing.unseal(self.seed, sealing.place_of(self, "seed"))


class Move(models.Model):
    """One step in the life of a kodbox: who, when and why."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="moves")
    at = models.DateTimeField(auto_now_add=True)
    before = models.CharField(max_length=12, choices=State)
    after = models.CharField(max_length=12, choices=State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


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
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="kodbox_orders"
    )
    state = models.CharField(max_length=12, choices=State)
    delivery = models.CharField(max_length=8, choices=Delivery)
    created_at = models.DateTimeField(auto_now_add=True)
    may_begin_anew = models.BooleanField(default=False)
    identified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    device = models.OneToOneField(Device, models.PROTECT, null=True, related_name="order")
    dispatched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    letter_printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    letter_printed_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    cancelled_why = models.CharField(max_length=200, blank=True)

    class Meta:
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

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d} {self.state}"
