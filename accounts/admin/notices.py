"""The notices on the login: Säkerhet puts, changes and ends them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts import notices
from accounts.forms.notices import NoticeForm
from accounts.models import Notice
from hembanken.request_context import Actor, context_of
from hembanken.staff.actions import StaffAction, reason_form, staff_id_of
from hembanken.staff.display import account_column
from hembanken.staff.rows import StaffAdmin

WRITE = "accounts.write_notice"
MAX_DETAIL = 200


@admin.register(Notice)
class NoticeAdmin(StaffAdmin):
    """Notices, which are edited in a form until they are over."""

    form = NoticeForm
    list_display = ("text_sv", "starts_at", "ends_at", "ended_at", "is_shown")
    ordering = ("-ends_at", "-pk")
    readonly_fields = (
        account_column(Notice, "put_by"),
        "ended_at",
        account_column(Notice, "ended_by"),
    )
    fields = ("text_sv", "text_en", "starts_at", "ends_at", *readonly_fields)
    refusals = (notices.NoticeIsOver,)
    staff_actions: ClassVar = (
        StaffAction(
            "ta-bort",
            _("Ta bort meddelandet"),
            WRITE,
            notices.end,
            reason_form(gettext_noop("Felet är avhjälpt"), gettext_noop("Meddelandet är fel")),
            lambda notice, _staff: not notice.is_over,
        ),
    )

    @admin.display(boolean=True, description=_("visas nu"))
    def is_shown(self, notice: Notice) -> bool:
        return notice.is_shown

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(WRITE)

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return request.user.has_perm(WRITE) and obj is not None and not obj.is_over

    def save_model(self, request: HttpRequest, obj: Notice, form: Any, change: bool) -> None:
        reason = f"{obj.text_sv} / {obj.text_en}"[:MAX_DETAIL]
        actor = Actor(staff_id_of(request), reason, context_of(request))
        try:
            (notices.change if change else notices.put)(obj, actor)
        except notices.NoticeIsOver:
            raise PermissionDenied from None
