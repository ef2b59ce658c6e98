"""Proposals: staff actions that another member of staff has to approve."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hembanken.staff.wording import localised_detail

LIFETIME = datetime.timedelta(hours=24)


class Decision(models.TextChoices):
    APPROVED = "approved", _("godkänt")
    REFUSED = "refused", _("avslaget")


def expiry() -> datetime.datetime:
    return timezone.now() + LIFETIME


def staff_foreign_key(name: Any) -> models.ForeignKey[Any, Any]:
    """Return a nullable foreign key to the member of staff who has changed a row."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=name
    )


class Proposal(models.Model):
    """A staff action that waits for approval by another person than its maker (four eyes)."""

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
    decided_by = staff_foreign_key(_("beslutat av"))
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
        return localised_detail(self.summary)

    @classmethod
    def open_for(cls, row: models.Model) -> "models.QuerySet[Proposal]":
        undecided = cls.objects.filter(model=row._meta.label_lower, row=str(row.pk), decision="")
        return undecided.filter(expires_at__gt=timezone.now())

    @classmethod
    def void_for(cls, row: models.Model) -> None:
        """Expire the open proposals for a row, because the row has changed."""
        cls.open_for(row).update(expires_at=timezone.now())

    @property
    def is_open(self) -> bool:
        return not self.decision and self.expires_at > timezone.now()
