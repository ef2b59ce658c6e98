"""Who accepted which version of a text, and when: a list, and a file of it."""

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

FORMULA = re.compile(r"^[=+\-@\t\r]")  # what a spreadsheet would take for one


def export_acceptances(agreement: Agreement, actor: Actor) -> StreamingHttpResponse:
    """Return who accepted this version and when, a line at a time."""
    audit_log.record(Event.ACCEPTANCES_EXPORTED, actor.account_id, actor)
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


@admin.register(Acceptance)
class AcceptanceAdmin(StaffAdmin):
    """Who accepted which version, and when."""

    list_display = ("at", "account", "agreement")
    list_filter = ("agreement",)
    ordering = ("-agreement_id", "-at", "-pk")
    fields = readonly_fields = list_display

    def has_view_permission(self, request: HttpRequest, obj: Acceptance | None = None) -> bool:
        return request.user.has_perm("accounts.view_agreement")
