"""The audit log in the staff's admin: the newest events, or those of one kind."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from hembanken.audit.events import Event
from hembanken.audit.models import LOGIN_EVENTS, Entry
from hembanken.staff.display import account_link, attach_accounts
from hembanken.staff.lists import BoundedChangeList
from hembanken.staff.rows import StaffAdmin
from hembanken.staff.wording import localised_detail


class EntryList(BoundedChangeList):
    """Entries with their accounts, in the order of an index, without Django's added primary key."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        super().get_ordering(request, queryset)
        return list(self.model_admin.get_ordering(request))

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        attach_accounts(self.result_list)


class EventFilter(admin.SimpleListFilter):
    """A filter by kind of event, without logins and logouts: they are frequent and have no index.

    It filters by a range of one value. With an equality PostgreSQL may scan the whole audit log
    by time, past a million events of other kinds.
    """

    title = _("vad")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(event.value, event.label) for event in Event if event not in LOGIN_EVENTS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        kind = self.value()
        if not kind:
            return queryset
        return queryset.filter(event__range=(kind, kind)).exclude(event__in=LOGIN_EVENTS)


@admin.register(Entry)
class EntryAdmin(StaffAdmin):
    list_display = ("when", "label", "customer", "reason", "device", "origin", "actor")
    list_filter = (EventFilter,)
    fields = readonly_fields = (*list_display, "correlation")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return EntryList

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        kind = EventFilter.parameter_name in request.GET
        return ("-event", "-at") if kind else ("-at", "-sequence")

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        entry = super().get_object(*args, **kwargs)
        attach_accounts([entry] if entry else [])
        return entry

    @admin.display(description=_("När"))
    def when(self, entry: Entry) -> str:
        return f"{localtime(entry.at):%Y-%m-%d %H:%M:%S}"

    @admin.display(description=_("Vad"))
    def label(self, entry: Entry) -> str:
        return entry.label

    @admin.display(description=_("Vem"))
    def customer(self, entry: Any) -> str:
        return account_link(entry.account)

    @admin.display(description=_("Varför"))
    def reason(self, entry: Entry) -> str:
        return localised_detail(entry.detail)

    @admin.display(description=_("Kodbox"))
    def device(self, entry: Entry) -> str:
        return entry.device_serial

    @admin.display(description=_("Varifrån"))
    def origin(self, entry: Entry) -> str:
        return f"{entry.browser_in_words} {entry.address}".strip()

    @admin.display(description=_("Av"))
    def actor(self, entry: Any) -> str:
        return account_link(entry.actor)

    @admin.display(description=_("Märke i loggen"))
    def correlation(self, entry: Entry) -> str:
        return format_html("<code>{}</code>", entry.correlation_id)
