"""A device as the bank knows it."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hembanken.crypto import encryption
from kodbox.models.batch import Batch
from kodbox.models.state import HELD, MAX_HELD, State

MAX_STORED_COUNTER = 2**63 - 1_000_000  # a signed 64-bit column, with room for any window


class Device(models.Model):
    """An HOTP device (RFC 4226, 8 digits) behind a PIN that only the device knows.

    `counter` is the next moving factor that the bank expects; a database trigger refuses to
    decrease it. `resync_counter` is the counter of the code that would resynchronise the device.
    `slot` is 1 or 2 while a customer holds the device, so that a customer holds two at most.
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
        max_length=12, choices=State, default=State.IN_STOCK, verbose_name=_("status")
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

    ENCRYPTED_COLUMNS: ClassVar = ("seed", "start_pin")
    BLIND_INDEX_COLUMNS: ClassVar = {"seed_index": "seed_lookup_value"}

    class Meta:
        verbose_name = _("kodbox")
        verbose_name_plural = _("kodboxar")
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
                condition=Q(state__in=HELD, slot__in=range(1, MAX_HELD + 1))
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
    def state_since(self) -> datetime | None:
        """The time at which the device entered its state; None while it is in stock."""
        started = {State.DISPATCHED: self.dispatched_at, State.ACTIVE: self.activated_at}
        return started.get(State(self.state), self.ended_at)

    @property
    def secret(self) -> bytes:
        """The decrypted seed, for verification only."""
        return encryption.decrypt_column(self, "seed")

    @property
    def seed_lookup_value(self) -> str:
        """The value of the seed's blind index, by which a duplicate seed is found."""
        return seed_lookup_value(self.secret)


def seed_lookup_value(secret: bytes) -> str:
    """Return the value of a seed's blind index."""
    return f"seed:{secret.hex()}"


def owner_of(device: Device) -> uuid.UUID:
    """Return the owner of a device that is not in stock; a constraint ensures that it has one."""
    if device.owner_id is None:
        raise ValueError(f"Kodbox {device.serial} is in stock and has no owner.")
    return device.owner_id
