"""The staff's pages to find a customer, by POST, and to see one."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.admin.customer_actions import ACTIONS, REFUSALS, may_handle
from accounts.customers import search
from accounts.forms.staff import FindForm
from accounts.models import Account
from accounts.staff.customer_overview import CustomerOverview
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import context_of
from hembanken.staff.actions import staff_id_of
from hembanken.staff.rows import StaffAdmin


@admin.register(Account)
class CustomerAdmin(StaffAdmin):
    """Customers, who are found one at a time and never edited."""

    refusals = REFUSALS
    staff_actions: ClassVar = ACTIONS

    def account_of(self, row: Account) -> UUID | None:
        return row.pk

    def state_of(self, row: Account) -> CustomerOverview:
        return CustomerOverview(row)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(is_staff=False).prefetch_related("identifiers")

    def changelist_view(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = FindForm(request.POST or None)
        found = search.find(form.cleaned_data["text"]) if form.is_valid() else []
        is_full = len(found) == search.MAX_RESULTS
        context = {"form": form, "found": found, "is_full": is_full, "title": _("Hitta en kund")}
        return self._page(request, "find", context)

    def change_view(
        self, request: HttpRequest, object_id: str, *_args: Any, **_kwargs: Any
    ) -> HttpResponse:
        """Show the overview of one customer, and record that staff viewed it."""
        account = self.get_object(request, object_id)
        if account is None:
            raise Http404
        if not self.has_view_permission(request, account) or request.method != "GET":
            raise PermissionDenied
        audit_log.append(
            Event.STAFF_VIEWED_CUSTOMER,
            account.pk,
            context_of(request),
            actor_id=staff_id_of(request),
        )
        overview = self.state_of(account)
        context = {
            "overview": overview,
            "shows_name": may_handle(account, request.user),
            "staff_actions": self.open_actions(request, account, overview),
            "open_proposals": self.open_proposals(account),
            "title": _("Kund"),
            "original": account,
        }
        return self._page(request, "customer", context)

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return render(request, f"admin/staff/{name}.html", context)
