"""Orders for devices, with the Start-PIN letter."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hembanken.staff.models import staff_foreign_key
from kodbox.models.device import Device
from kodbox.models.state import State as DeviceState


class Order(models.Model):
    """A customer's order for a device, until the Start-PIN is with the customer.

    A member of staff who dispatches the device neither prints the letter nor hands it over, so that
    no one person has both (C16). `dispatched_by` is empty for a device that was dispatched with the
    registration.
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

    class Kind(models.TextChoices):
        """The kinds of devices; a setting names those that a bank has beside the ordinary one."""

        ORDINARY = "ordinary", _("Vanlig kodbox")
        LARGE = "large", _("Kodbox med stor display")
        SPEAKING = "speaking", _("Kodbox som talar")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="kodbox_orders",
        verbose_name=_("kund"),
    )
    state = models.CharField(max_length=12, choices=State, verbose_name=_("status"))
    delivery = models.CharField(max_length=8, choices=Delivery, verbose_name=_("leveranssätt"))
    kind = models.CharField(
        max_length=8, choices=Kind, default=Kind.ORDINARY, verbose_name=_("sort")
    )
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=_("beställd"))
    may_reset = models.BooleanField(default=False, verbose_name=_("får skapa nytt lösenord"))
    identified_by = staff_foreign_key(_("identifierad av"))
    taken_by = staff_foreign_key(_("tagen av"))
    device = models.OneToOneField(
        Device, models.PROTECT, null=True, related_name="order", verbose_name=_("kodbox")
    )
    dispatched_by = staff_foreign_key(_("skickad av"))
    letter_printed_by = staff_foreign_key(_("brevet utskrivet av"))
    letter_printed_at = models.DateTimeField(null=True, verbose_name=_("brevet utskrivet"))
    handed_over_by = staff_foreign_key(_("lämnad på kontoret av"))
    handed_over_at = models.DateTimeField(null=True, verbose_name=_("lämnad på kontoret"))
    cancelled_by = staff_foreign_key(_("avbruten av"))
    cancelled_reason = models.CharField(
        max_length=200, blank=True, verbose_name=_("skäl till avbrottet")
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
            models.CheckConstraint(
                condition=Q(handed_over_by=None)
                | Q(delivery="branch", letter_printed_by__isnull=False)
                & ~Q(handed_over_by=F("dispatched_by"))
                & ~Q(handed_over_by=F("letter_printed_by")),
                name="order_handed_over_by_another",
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
            models.Index(
                fields=["created_at", "id"],
                condition=Q(
                    delivery="branch", letter_printed_by__isnull=False, handed_over_by=None
                ),
                name="order_waits_at_branch",
            ),
        ]

    def __str__(self) -> str:
        """Name the kind if it is special, so that staff read it where they dispatch the device."""
        kind = f" ({self.get_kind_display()})" if self.is_special else ""
        return f"{self.created_at:%Y-%m-%d} {self.get_state_display()}: {self.owner}{kind}"

    @property
    def is_special(self) -> bool:
        return self.kind != self.Kind.ORDINARY

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_collected(self) -> bool:
        """Whether the customer collects the device and the Start-PIN at a branch."""
        return self.delivery == self.Delivery.BRANCH

    @property
    def waits_at_branch(self) -> bool:
        is_waiting = self.letter_printed_by_id is not None and self.handed_over_by_id is None
        return self.is_collected and is_waiting

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
