"""A notice that operations put on the pages of the login."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hembanken.staff.models import staff_foreign_key

MAX_LENGTH = 300


class Notice(models.Model):
    """A text in both languages that is shown from one time until another."""

    text_sv = models.CharField(max_length=MAX_LENGTH, verbose_name=_("text på svenska"))
    text_en = models.CharField(max_length=MAX_LENGTH, verbose_name=_("text på engelska"))
    starts_at = models.DateTimeField(verbose_name=_("visas från"))
    ends_at = models.DateTimeField(verbose_name=_("visas till"))
    put_by = staff_foreign_key(_("skrivet av"))
    ended_at = models.DateTimeField(null=True, verbose_name=_("borttaget"))
    ended_by = staff_foreign_key(_("borttaget av"))

    class Meta:
        verbose_name = _("meddelande vid inloggningen")
        verbose_name_plural = _("meddelanden vid inloggningen")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="notice_ends_after_its_start"
            )
        ]
        indexes = [models.Index(fields=["-ends_at", "-id"], name="notice_by_end")]

    def __str__(self) -> str:
        return self.text_sv[:60]

    @property
    def text(self) -> str:
        return self.text_en if get_language() == "en" else self.text_sv

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None or self.ends_at <= timezone.now()

    @property
    def is_shown(self) -> bool:
        return self.starts_at <= timezone.now() and not self.is_over
