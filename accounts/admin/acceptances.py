"""The acceptances of agreements: a list and a CSV export."""

import csv
import re
from collections.abc import Iterator

from django.contrib import admin
from django.http import HttpRequest, StreamingHttpResponse

from accounts.models import Acceptance, Agreement
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import Actor
from hembanken.staff.rows import StaffAdmin

FORMULA = re.compile(r"^[=+\-@\t\r]")  # the start of a spreadsheet formula


def export_acceptances(agreement: Agreement, actor: Actor) -> StreamingHttpResponse:
    """Return a streamed CSV file of those who accepted this version."""
    audit_log.record(Event.ACCEPTANCES_EXPORTED, actor.account_id, actor)
    headers = {
        "Content-Disposition": f'attachment; filename="{agreement.kind}-{agreement.version}.csv"'
    }
    lines = map(csv.writer(_Echo()).writerow, _rows(agreement))
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _rows(agreement: Agreement) -> Iterator[list[str]]:
    yield ["account", "name", "text", "version", "accepted_at"]
    accepted = Acceptance.objects.filter(agreement=agreement).select_related("account")
    for acceptance in accepted.order_by("pk").iterator():
        name = FORMULA.sub(r"'\g<0>", str(acceptance.account))
        version, accepted_at = str(agreement.version), acceptance.at.isoformat()
        yield [str(acceptance.account_id), name, agreement.kind, version, accepted_at]


class _Echo:
    """A file whose write() returns the line, so that csv.writer returns it too."""

    def write(self, line: str) -> str:
        return line


@admin.register(Acceptance)
class AcceptanceAdmin(StaffAdmin):
    list_display = ("at", "account", "agreement")
    list_filter = ("agreement",)
    ordering = ("-agreement_id", "-at", "-pk")
    fields = readonly_fields = list_display

    def has_view_permission(self, request: HttpRequest, obj: Acceptance | None = None) -> bool:
        return request.user.has_perm("accounts.view_agreement")
