"""Orders for devices, with the Start-PIN letter."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hembanken.staff.models import staff_foreign_key
from kodbox.models.device import Device
from kodbox.models.state import State as DeviceState


class Order(models.Model):
    """A customer's order for a device, until the Start-PIN letter is printed.

    A member of staff who dispatches the device cannot print the letter, so that no one person has
    both (C16). `dispatched_by` is empty for a device that was dispatched with the registration.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("väntar på att du identifierar dig hos Kundservice")
        IDENTIFIED = "identified", _("behandlas")
        DISPATCHED = "dispatched", _("skickad")
        CANCELLED = "cancelled", _("avbruten")

    class Stage(models.TextChoices):
        """The progress of an order, as the customer follows it."""

        ORDERED = "ordered", _("beställd")
        PACKED = "packed", _("packad")
        DISPATCHED = "dispatched", _("skickad")
        IN_USE = "in_use", _("i bruk")

    class Delivery(models.TextChoices):
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
    may_reset = models.BooleanField(default=False)
    identified_by = staff_foreign_key(_("identifierad av"))
    taken_by = staff_foreign_key(_("tagen av"))
    device = models.OneToOneField(
        Device, models.PROTECT, null=True, related_name="order", verbose_name=_("kodbox")
    )
    dispatched_by = staff_foreign_key(_("skickad av"))
    letter_printed_by = staff_foreign_key(_("brevet utskrivet av"))
    letter_printed_at = models.DateTimeField(null=True, verbose_name=_("brevet utskrivet"))
    cancelled_by = staff_foreign_key(_("avbruten av"))
    cancelled_reason = models.CharField(
        max_length=200, blank=True, verbose_name=_("avbruten därför")
    )

    class Meta:
        verbose_name = _("beställning")
        verbose_name_plural = _("beställningar")
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
                name="order_device_and_letter_by_two_people",
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

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def stage(self) -> Stage:
        """The stage of an order that is not cancelled; a member of staff who takes it packs it."""
        if self.device is None:
            return self.Stage.PACKED if self.taken_by_id else self.Stage.ORDERED
        is_waiting = self.device.state == DeviceState.DISPATCHED
        return self.Stage.DISPATCHED if is_waiting else self.Stage.IN_USE

    @property
    def stages(self) -> list[tuple[Stage, bool]]:
        """Every stage, and whether the order has reached it."""
        reached = list(self.Stage).index(self.stage)
        return [(stage, number <= reached) for number, stage in enumerate(self.Stage)]


OPEN = (Order.State.WAITING, Order.State.IDENTIFIED)
