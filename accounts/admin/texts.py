"""Terms and agreements: written as drafts, previewed, and published by two people."""

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import agreements
from accounts.models import Acceptance, Account, Agreement
from hembanken.source import source_of
from hembanken.staff.acts import StaffAct, StaffAdmin, by

FORMULA = re.compile(r"^[=+\-@\t\r]")  # what a spreadsheet would take for one
WRITE = "accounts.write_agreement"


class PublishForm(forms.Form):
    """The day from whose first moment a text is in force."""

    day = forms.DateField(
        label=_("Gäller från och med"), widget=forms.DateInput(attrs={"type": "date"})
    )


def publish(request: HttpRequest, draft: Agreement, told: dict[str, Any]) -> None:
    day = date.fromisoformat(str(told["day"]))
    valid_from = timezone.make_aware(datetime.combine(day, time.min))
    agreements.publish(draft, valid_from, source_of(request), by(request))


def export_acceptances(
    request: HttpRequest, agreement: Agreement, told: dict[str, Any]
) -> StreamingHttpResponse:
    """Return who accepted this version and when, a line at a time."""
    headers = {
        "Content-Disposition": f'attachment; filename="{agreement.kind}-{agreement.version}.csv"'
    }
    lines = map(csv.writer(_Echo()).writerow, _rows(agreement))
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _rows(agreement: Agreement) -> Iterator[list[str]]:
    yield ["account", "name", "text", "version", "accepted_at"]
    accepted = Acceptance.objects.filter(agreement=agreement).select_related("account")
    for each in accepted.order_by("pk").iterator():
        name = FORMULA.sub(r"'\g<0>", str(each.account))
        told = [str(each.account_id), name, agreement.kind, str(agreement.version)]
        yield [*told, each.at.isoformat()]


class _Echo:
    """Hand each line on instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def is_draft(agreement: Agreement, _staff: Account) -> bool:
    return agreement.is_draft


def is_published(agreement: Agreement, _staff: Account) -> bool:
    return not agreement.is_draft


@admin.register(Agreement)
class AgreementAdmin(StaffAdmin):
    """The one form in which staff write: a draft, which nobody reads before it is published."""

    list_display = ("kind", "version", "valid_from")
    list_filter = ("kind",)
    ordering = ("kind", "-version")
    fields = ("kind", "text", "version", "valid_from", "preview")
    readonly_fields = ("version", "valid_from", "preview")
    refusals = (agreements.AgreementMoved,)
    acts: ClassVar = (
        StaffAct(
            "publicera", _("Publicera"), WRITE, publish, PublishForm, is_draft, four_eyes=True
        ),
        StaffAct(
            "godkannanden",
            _("Vilka som har godkänt (CSV)"),
            WRITE,
            export_acceptances,
            is_offered=is_published,
        ),
    )

    @admin.display(description=_("så läser kunden det"))
    def preview(self, agreement: Agreement) -> SafeString:
        return format_html('<div lang="sv">{}</div>', agreement.html)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(WRITE)

    def has_change_permission(self, request: HttpRequest, obj: Agreement | None = None) -> bool:
        return request.user.has_perm(WRITE) and obj is not None and obj.is_draft

    def save_model(self, request: HttpRequest, obj: Agreement, form: Any, change: bool) -> None:
        """Write the draft by one conditional statement: a published text stays as it is."""
        if not change:
            obj.save(force_insert=True)
            return
        drafts = Agreement.objects.filter(pk=obj.pk, version=None)
        drafts.update(kind=obj.kind, text=obj.text)
