"""Acts that one member of staff proposes and another one approves, once."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hembanken.staff.wording import in_words

VALID = datetime.timedelta(hours=24)


class Decision(models.TextChoices):
    """What became of a proposal."""

    APPROVED = "approved", _("godkänt")
    REFUSED = "refused", _("avslaget")


def expiry() -> datetime.datetime:
    """Return until when a proposal that is made now can be approved."""
    return timezone.now() + VALID


def done_by(name: Any) -> models.ForeignKey[Any, Any]:
    """Return the column of who has done something to a row, empty until somebody has."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=name
    )


class Proposal(models.Model):
    """An act on a row that waits for a second person; the maker can't approve (four eyes)."""

    model = models.CharField(max_length=60)
    row = models.CharField(max_length=60)
    action = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    summary = models.CharField(max_length=200, verbose_name=_("förslag"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("föreslaget av")
    )
    made_at = models.DateTimeField(auto_now_add=True, verbose_name=_("föreslaget"))
    expires_at = models.DateTimeField(default=expiry, verbose_name=_("gäller till"))
    decision = models.CharField(
        max_length=8, choices=Decision, blank=True, verbose_name=_("beslut")
    )
    decided_by = done_by(_("beslutat av"))
    decided_at = models.DateTimeField(null=True, verbose_name=_("beslutat"))

    class Meta:
        verbose_name = _("förslag")
        verbose_name_plural = pgettext_lazy("plural", "förslag")
        indexes: ClassVar = [
            models.Index(fields=["decision", "-made_at", "id"], name="proposal_by_decision")
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~Q(decision=Decision.APPROVED) | ~Q(decided_by=F("made_by")),
                name="proposal_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None) | ~Q(decision="") & ~Q(decided_by=None),
                name="proposal_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return in_words(self.summary)

    @classmethod
    def open_of(cls, row: models.Model) -> "models.QuerySet[Proposal]":
        """Return what was proposed of a row and waits."""
        undecided = cls.objects.filter(model=row._meta.label_lower, row=str(row.pk), decision="")
        return undecided.filter(expires_at__gt=timezone.now())

    @classmethod
    def void_all_of(cls, row: models.Model) -> None:
        """Let nobody approve any more what was proposed of a row that has changed since."""
        cls.open_of(row).update(expires_at=timezone.now())

    @property
    def is_open(self) -> bool:
        return not self.decision and self.expires_at > timezone.now()
