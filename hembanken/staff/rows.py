"""Admin pages of rows: read-only, with the staff actions that the reader may perform."""

from collections.abc import Iterable
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
from hembanken.staff.lists import ListAdmin, ReadOnly
from hembanken.staff.models import Proposal
from hembanken.staff.wording import in_source_language


class StaffAdmin(ReadOnly, ListAdmin):
    """The admin of rows that only staff actions change."""

    staff_actions: ClassVar[tuple[StaffAction, ...]] = ()
    refusals: ClassVar[tuple[type[Exception], ...]] = ()
    actions: ClassVar = None  # type: ignore[misc]
    change_form_template = "admin/staff/row.html"

    def get_urls(self) -> list[URLPattern]:
        urls = [
            path(
                f"<path:object_id>/{action.name}/",
                self.admin_site.admin_view(partial(self.action_view, action=action)),
                name=self._name_of(action.name),
            )
            for action in self.staff_actions
        ]
        return urls + super().get_urls()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the staff actions of the row; a new row has none."""
        row = kwargs["obj"]
        context["staff_actions"] = (
            self.open_actions(request, row, self.state_of(row)) if row else []
        )
        context["open_proposals"] = self.open_proposals(row) if row else ()
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Refuse Django's history, which is empty: the audit log replaces it."""
        raise PermissionDenied

    def path_of(self, key: object) -> str:
        return reverse(f"admin:{self._name_of('change')}", args=[key])

    def account_of(self, row: Any) -> UUID | None:
        """Return the customer whose audit log records actions on the row, or None."""
        return None

    def state_of(self, row: Any) -> Any:
        """Return what `is_offered` of the actions judges: the row, or an overview of it."""
        return row

    def open_actions(self, request: HttpRequest, row: Any, state: Any) -> list[tuple[Any, str]]:
        return [
            (action.label, reverse(f"admin:{self._name_of(action.name)}", args=[row.pk]))
            for action in self.staff_actions
            if action.is_open_to(request.user, state)
        ]

    def open_proposals(self, row: Model) -> Iterable[Proposal]:
        """Return the proposals for the row that wait; rows without such actions cost no query."""
        may_wait = any(action.four_eyes for action in self.staff_actions)
        return Proposal.open_for(row) if may_wait else ()

    def action_view(
        self, request: HttpRequest, object_id: str, action: StaffAction
    ) -> HttpResponseBase:
        """Show the form of an action, and perform or propose it on POST."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        is_open = action.is_open_to(request.user, self.state_of(row))
        if not (self.has_view_permission(request, row) and is_open):
            raise PermissionDenied
        form = action.form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            return self._perform(request, row, action, form.cleaned_data)
        return self._render_form(request, row, action, form)

    def _perform(
        self, request: HttpRequest, row: Model, action: StaffAction, arguments: dict[str, Any]
    ) -> HttpResponseBase:
        back = redirect(self.path_of(row.pk))
        if action.four_eyes and Proposal.open_for(row).filter(action=action.name).exists():
            messages.error(request, _("Det är redan föreslaget och väntar på beslut."))
            return back
        if action.four_eyes:
            self._propose(request, row, action, arguments)
            messages.success(request, _("Föreslaget. En kollega på Säkerhet behöver godkänna det."))
            return back
        try:
            response = action.run(row, arguments, staff_id_of(request), context_of(request))
        except self.refusals as error:
            messages.error(request, str(error))
            return back
        messages.success(request, _("Gjort: %(act)s.") % {"act": action.label})
        return response or back

    def _propose(
        self, request: HttpRequest, row: Model, action: StaffAction, arguments: dict[str, Any]
    ) -> None:
        staff_id, reason = staff_id_of(request), arguments.get("reason", "")
        label = in_source_language(action.label)
        details = ", ".join(str(each) for each in (row, *extra_arguments(arguments).values()))
        with audit_log.atomic():
            Proposal.objects.create(
                model=row._meta.label_lower,
                row=str(row.pk),
                action=action.name,
                arguments={name: str(value) for name, value in arguments.items()},
                summary=f"{label}: {details} ({reason})"[:200],
                made_by_id=staff_id,
            )
            actor = Actor(staff_id, f"{label}: {reason}"[:200], context_of(request))
            audit_log.record(Event.STAFF_PROPOSED, self.account_of(row) or staff_id, actor)

    def _render_form(
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
