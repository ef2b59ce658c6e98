"""Admin lists whose queries take the same time for a thousand rows and for a million.

A list shows and counts at most `MAX_ROWS` rows; filters and searches reach the others. It accepts
only the lookups of its filters. It has one order, which is that of one index and begins with the
filtered columns: PostgreSQL might otherwise scan another index past a million rows.
"""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib.admin import ModelAdmin, ShowFacets
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest

MAX_ROWS = 1_000


class ReadOnly:
    """Deny adding, changing and deleting rows to everybody."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """The pages of the first `MAX_ROWS` rows."""

    @cached_property
    def _bounded_count(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows[: MAX_ROWS + 1].count()

    @property
    def count(self) -> int:
        return min(self._bounded_count, MAX_ROWS)

    @property
    def has_more(self) -> bool:
        return self._bounded_count > MAX_ROWS


class BoundedChangeList(ChangeList):
    """A list that ignores an order in the URL."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        self.params.pop(ORDER_VAR, None)
        return super().get_ordering(request, queryset)

    def get_results(self, request: HttpRequest) -> None:
        """Hide the count of all rows when it is not known."""
        super().get_results(request)
        if self.paginator.has_more:
            self.full_result_count = self.result_count


class ListAdmin(ModelAdmin):  # type: ignore[type-arg]
    paginator = BoundedPaginator
    list_per_page = 50
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    sortable_by: ClassVar = ()
    linked_lookups: ClassVar[tuple[str, ...]] = ()  # lookups in the dashboard's links

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return BoundedChangeList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Refuse lookups without a filter, which could be slow or reveal hidden columns."""
        names = {_name_of(each) for each in self.list_filter}
        filtered = lookup.rpartition(LOOKUP_SEP)[0].removesuffix(f"{LOOKUP_SEP}id")
        return lookup in (*names, *self.linked_lookups) or filtered in names


def _name_of(list_filter: Any) -> str:
    first = list_filter[0] if isinstance(list_filter, tuple) else list_filter
    return str(getattr(first, "parameter_name", first))
