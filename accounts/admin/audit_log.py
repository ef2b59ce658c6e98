"""The audit log for Säkerhet to read: the newest events, or those of one kind."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from hembanken.audit.events import Event
from hembanken.audit.models import LOGIN_EVENTS, Entry
from hembanken.staff.display import account_link
from hembanken.staff.lists import BoundedChangeList
from hembanken.staff.rows import StaffAdmin
from hembanken.staff.wording import localised_detail


def name_accounts(entries: Iterable[Any]) -> None:
    """Give events the accounts that they name by id only, by one statement for all of them."""
    named = [(each.account_id, each.actor_id if each.is_by_bank else None) for each in entries]
    accounts = Account.objects.in_bulk({id for pair in named for id in pair if id})
    for entry, ids in zip(entries, named, strict=True):
        entry.account, entry.actor = map(accounts.get, ids)


class EntryList(BoundedChangeList):
    """Events in the order of an index, which has no key besides, and whom they name."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        super().get_ordering(request, queryset)
        return list(self.model_admin.get_ordering(request))

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        name_accounts(self.result_list)


class EventFilter(admin.SimpleListFilter):
    """Events of one kind, but logins and logouts, which have no index and are most of the list.

    It asks for a range of one: with an equation PostgreSQL may walk all of the audit log by time,
    past a million events of other kinds.
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
    """Events as the audit log keeps them; each leads to its customer's page, which is an event."""

    list_display = ("when", "what", "whom", "why", "device", "origin", "by")
    list_filter = (EventFilter,)
    fields = readonly_fields = (*list_display, "mark")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return EntryList

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        kind = EventFilter.parameter_name in request.GET
        return ("-event", "-at") if kind else ("-at", "-sequence")

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        entry = super().get_object(*args, **kwargs)
        name_accounts([entry] if entry else [])
        return entry

    @admin.display(description=_("När"))
    def when(self, entry: Entry) -> str:
        return f"{localtime(entry.at):%Y-%m-%d %H:%M:%S}"

    @admin.display(description=_("Vad"))
    def what(self, entry: Entry) -> str:
        return entry.label

    @admin.display(description=_("Vem"))
    def whom(self, entry: Any) -> str:
        return account_link(entry.account)

    @admin.display(description=_("Varför"))
    def why(self, entry: Entry) -> str:
        return localised_detail(entry.detail)

    @admin.display(description=_("Kodbox"))
    def device(self, entry: Entry) -> str:
        return entry.device_serial

    @admin.display(description=_("Varifrån"))
    def origin(self, entry: Entry) -> str:
        return f"{entry.browser_in_words} {entry.address}".strip()

    @admin.display(description=_("Av"))
    def by(self, entry: Any) -> str:
        return account_link(entry.actor)

    @admin.display(description=_("Märke i loggen"))
    def mark(self, entry: Entry) -> str:
        return format_html("<code>{}</code>", entry.correlation_id)
