"""The terms and the agreement, and their acceptances."""

import nh3
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt

from accounts.models.account import Account

MARKDOWN = MarkdownIt("commonmark", {"html": False})
TAGS = {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "br", "blockquote"}


class Agreement(models.Model):
    """One text of the terms of eSafeID or of the Hembanksavtal, in Markdown.

    A text without a version is a draft. A database trigger keeps a published text from changing.
    """

    class Kind(models.TextChoices):
        TERMS = "terms", _("Villkor för eSafeID")
        AGREEMENT = "agreement", _("Hembanksavtal")

    kind = models.CharField(max_length=10, choices=Kind, verbose_name=_("vilken text"))
    version = models.PositiveIntegerField(null=True, editable=False, verbose_name=_("version"))
    text = models.TextField(verbose_name=_("text"))
    valid_from = models.DateTimeField(null=True, editable=False, verbose_name=_("gäller från"))

    class Meta:
        verbose_name = _("villkor eller avtal")
        verbose_name_plural = _("villkor och avtal")
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="agreement_version_once"),
            models.CheckConstraint(
                condition=Q(version=None, valid_from=None)
                | Q(version__isnull=False, valid_from__isnull=False),
                name="agreement_published_from_a_date",
            ),
        ]

    def __str__(self) -> str:
        draft = _("utkast")
        return f"{self.get_kind_display()} {self.version or draft}"

    @property
    def is_draft(self) -> bool:
        return self.version is None

    @property
    def html(self) -> SafeString:
        return SafeString(nh3.clean(MARKDOWN.render(self.text), tags=TAGS, attributes={}))


class Acceptance(models.Model):
    """A customer's acceptance of one version."""

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="acceptances", verbose_name=_("kund")
    )
    agreement = models.ForeignKey(  # The index acceptance_by_text starts with this column.
        Agreement, models.PROTECT, db_index=False, verbose_name=_("text")
    )
    at = models.DateTimeField(default=timezone.now, verbose_name=_("när"))

    class Meta:
        verbose_name = _("godkännande")
        verbose_name_plural = _("godkännanden")
        constraints = [
            models.UniqueConstraint(fields=["account", "agreement"], name="acceptance_once")
        ]
        indexes = [models.Index(fields=["-agreement", "-at", "-id"], name="acceptance_by_text")]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.at:%Y-%m-%d}"
