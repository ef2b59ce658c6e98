"""The history of a device."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kodbox.models.device import Device
from kodbox.models.state import State


class Transition(models.Model):
    """One transition of a device: who made it, when and why."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="transitions")
    at = models.DateTimeField(auto_now_add=True, verbose_name=_("när"))
    before = models.CharField(max_length=12, choices=State, verbose_name=_("från"))
    after = models.CharField(max_length=12, choices=State, verbose_name=_("till"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("av")
    )
    reason = models.CharField(max_length=200, verbose_name=_("skäl"))

    class Meta:
        verbose_name = _("steg")
        verbose_name_plural = _("kodboxens steg")

    def __str__(self) -> str:
        return f"{self.get_before_display()} → {self.get_after_display()}"
