"""Batches: the files of devices that were taken into stock."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hembanken.staff.models import staff_foreign_key


class Batch(models.Model):
    """One imported file of devices, with the latest counts of kodbox.reports.batch_anomalies."""

    sha256 = models.CharField(max_length=64, unique=True, verbose_name=_("filens SHA-256"))
    imported_at = models.DateTimeField(auto_now_add=True, verbose_name=_("inläst"))
    imported_by = models.CharField(max_length=60, verbose_name=_("inläst av"))
    devices_count = models.PositiveIntegerField(verbose_name=_("antal"))
    retired_at = models.DateTimeField(null=True, verbose_name=_("tagen ur bruk"))
    retired_by = staff_foreign_key(_("tagen ur bruk av"))
    retired_reason = models.CharField(max_length=200, blank=True, verbose_name=_("skäl"))
    in_use = models.PositiveIntegerField(default=0, editable=False)
    refused = models.PositiveIntegerField(default=0, editable=False)
    counted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("leverans")
        verbose_name_plural = _("leveranser")

    def __str__(self) -> str:
        return f"{self.imported_at:%Y-%m-%d} {self.sha256[:8]}"

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None
