"""Rows that staff read, each on a page of its own with the acts that are open to who reads it."""

from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import Actor, context_of
from hembanken.staff.actions import StaffAction, extra_arguments, staff_id_of
from hembanken.staff.lists import ListAdmin
from hembanken.staff.models import Proposal
from hembanken.staff.wording import in_source_language


class ReadOnly:
    """Rows that nobody adds, changes or deletes by hand, whatever permissions they have."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class StaffAdmin(ReadOnly, ListAdmin):
    """Rows to read, with the acts that are open to who reads them."""

    staff_actions: ClassVar[tuple[StaffAction, ...]] = ()
    refusals: ClassVar[tuple[type[Exception], ...]] = ()
    actions: ClassVar = None  # type: ignore[misc]
    change_form_template = "admin/staff/row.html"

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<path:object_id>/{action.name}/",
                self.admin_site.admin_view(partial(self.action_view, action=action)),
                name=self._name_of(action.name),
            )
            for action in self.staff_actions
        ]
        return own + super().get_urls()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer the acts that are open to who reads the row, which a new one has none of."""
        row = kwargs["obj"]
        context["staff_actions"] = (
            self.open_actions(request, row, self.state_of(row)) if row else []
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Refuse Django's own history, which knows nothing: the audit log does."""
        raise PermissionDenied

    def path_of(self, key: object) -> str:
        """Return the path of a row's own page."""
        return reverse(f"admin:{self._name_of('change')}", args=[key])

    def account_of(self, row: Any) -> UUID | None:
        """Return the customer in whose journal an act on the row is told, if there is one."""
        return None

    def state_of(self, row: Any) -> Any:
        """Return what each act looks at to tell whether it is offered: the row, if nothing more."""
        return row

    def open_actions(self, request: HttpRequest, row: Any, state: Any) -> list[tuple[Any, str]]:
        """Return label and path of what this person may do to the row, which is in a state."""
        return [
            (action.label, reverse(f"admin:{self._name_of(action.name)}", args=[row.pk]))
            for action in self.staff_actions
            if action.is_open_to(request.user, state)
        ]

    def action_view(
        self, request: HttpRequest, object_id: str, action: StaffAction
    ) -> HttpResponseBase:
        """Ask what the act needs to know, then do it."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        is_open = action.is_open_to(request.user, self.state_of(row))
        if not (self.has_view_permission(request, row) and is_open):
            raise PermissionDenied
        form = action.form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            return self._perform(request, row, action, form.cleaned_data)
        return self._ask(request, row, action, form)

    def _perform(
        self, request: HttpRequest, row: Model, action: StaffAction, arguments: dict[str, Any]
    ) -> HttpResponseBase:
        back = redirect(self.path_of(row.pk))
        if action.four_eyes and Proposal.open_of(row).filter(action=action.name).exists():
            messages.error(request, _("Det är redan föreslaget och väntar på beslut."))
            return back
        if action.four_eyes:
            self._propose(request, row, action, arguments)
            messages.success(request, _("Föreslaget. En kollega på Säkerhet behöver godkänna det."))
            return back
        try:
            answer = action.do(row, arguments, staff_id_of(request), context_of(request))
        except self.refusals as reason:
            messages.error(request, str(reason))
            return back
        messages.success(request, _("Gjort: %(act)s.") % {"act": action.label})
        return answer or back

    def _propose(
        self, request: HttpRequest, row: Model, action: StaffAction, arguments: dict[str, Any]
    ) -> None:
        """Let an act wait for another person to approve it."""
        why = arguments.get("why", "")
        what = ", ".join(str(each) for each in (row, *extra_arguments(arguments).values()))
        with audit_log.atomic():
            Proposal.objects.create(
                model=row._meta.label_lower,
                row=str(row.pk),
                action=action.name,
                arguments={name: str(value) for name, value in arguments.items()},
                summary=f"{in_source_language(action.label)}: {what} ({why})"[:200],
                made_by_id=staff_id_of(request),
            )
            told_of = self.account_of(row) or staff_id_of(request)
            who = Actor(
                staff_id_of(request),
                f"{in_source_language(action.label)}: {why}"[:200],
                context_of(request),
            )
            audit_log.record(Event.STAFF_PROPOSED, told_of, who)

    def _ask(
        self, request: HttpRequest, row: Model, action: StaffAction, form: forms.Form
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": action.label,
            "opts": self.opts,
            "original": row,
            "form": form,
        }
        return render(request, "admin/staff/action.html", context)

    def _name_of(self, view: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{view}"
