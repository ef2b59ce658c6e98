"""Lists that answer alike for a thousand rows and for a million.

A list reaches `MOST` rows and counts no further; a search or a filter finds the others. It takes no
lookup but those of its own filters. Its one order begins with what it filters by and is that of one
index: where another index has what a filter leaves of the order, PostgreSQL may walk that one past
a million rows of other values.
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


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """The pages of the first rows, and whether there are more."""

    @cached_property
    def _found(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows[: MAX_ROWS + 1].count()

    @property
    def count(self) -> int:
        return min(self._found, MAX_ROWS)

    @property
    def has_more(self) -> bool:
        return self._found > MAX_ROWS


class BoundedChangeList(ChangeList):
    """Rows in the one order of their list, however the address asks for them."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        self.params.pop(ORDER_VAR, None)
        return super().get_ordering(request, queryset)

    def get_results(self, request: HttpRequest) -> None:
        """Leave it to the foot of the list to say how many there are when it does not know."""
        super().get_results(request)
        if self.paginator.has_more:
            self.full_result_count = self.result_count


class ListAdmin(ModelAdmin):  # type: ignore[type-arg]
    """A list whose work is bounded, whatever it is asked for."""

    paginator = BoundedPaginator
    list_per_page = 50
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    sortable_by: ClassVar = ()
    linked_lookups: ClassVar[tuple[str, ...]] = ()  # lookups with which the start page leads here

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return BoundedChangeList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Take no lookup of a column without a filter: it would be slow, or tell what is hidden."""
        names = {_name_of(each) for each in self.list_filter}
        filtered = lookup.rpartition(LOOKUP_SEP)[0].removesuffix(f"{LOOKUP_SEP}id")
        return lookup in (*names, *self.linked_lookups) or filtered in names


def _name_of(list_filter: Any) -> str:
    named = list_filter[0] if isinstance(list_filter, tuple) else list_filter
    return str(getattr(named, "parameter_name", named))
