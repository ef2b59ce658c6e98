"""Terms and agreements: staff write and preview drafts, and two people publish them."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.admin.acceptances import export_acceptances
from accounts.customers import agreements
from accounts.forms.login import TermsForm
from accounts.models import Agreement
from hembanken.audit import audit_log
from hembanken.staff.actions import StaffAction, reason_form
from hembanken.staff.models import Proposal
from hembanken.staff.rows import StaffAdmin

WRITE = "accounts.write_agreement"

PublishForm = reason_form(
    gettext_noop("Villkoren ändras"),
    gettext_noop("Rättelse"),
    gettext_noop("Ny lag eller nya regler"),
    day=forms.DateField(
        label=_("Gäller från och med"), widget=forms.DateInput(attrs={"type": "date"})
    ),
)
ExportForm = reason_form(gettext_noop("Uppföljning"), gettext_noop("Fråga från en kund"))


@admin.register(Agreement)
class AgreementAdmin(StaffAdmin):
    """Texts, of which drafts can be edited: the only rows that staff edit in a form."""

    list_display = ("kind", "version", "valid_from")
    list_filter = ("kind",)
    ordering = ("kind", "-version")
    fields = ("kind", "text", "version", "valid_from", "preview")
    radio_fields: ClassVar = {"kind": admin.VERTICAL}
    readonly_fields = ("version", "valid_from", "preview")
    refusals = (agreements.AgreementRefused,)
    staff_actions: ClassVar = (
        StaffAction(
            "publicera",
            _("Publicera"),
            WRITE,
            agreements.publish,
            PublishForm,
            lambda agreement, _staff: agreement.is_draft,
            four_eyes=True,
        ),
        StaffAction(
            "godkannanden",
            _("Vilka som har godkänt (CSV)"),
            WRITE,
            export_acceptances,
            ExportForm,
            lambda agreement, _staff: not agreement.is_draft,
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        preview = path(
            "<path:object_id>/forhandsvisning/",
            self.admin_site.admin_view(self.preview_view),
            name="accounts_agreement_forhandsvisning",
        )
        return [preview, *super().get_urls()]

    @admin.display(description=_("så läser kunden det"))
    def preview(self, agreement: Agreement) -> SafeString | str:
        if agreement.pk is None:
            return "–"
        url = reverse("admin:accounts_agreement_forhandsvisning", args=[agreement.pk])
        return format_html('<a href="{}">{}</a>', url, _("Öppna kundens sida"))

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show a text on the page that customers see, as an anonymous user."""
        agreement = self.get_object(request, object_id)
        if agreement is None:
            raise Http404
        if request.method != "GET" or not self.has_view_permission(request, agreement):
            raise PermissionDenied
        context: dict[str, Any] = {
            "agreement": agreement,
            "terms": agreement,
            "user": AnonymousUser(),
            "time_left": None,
            "is_preview": True,
        }
        if agreement.kind == agreements.TERMS:
            context["form"] = TermsForm(terms=agreement)
        return render(request, f"accounts/{agreement.kind}.html", context)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(WRITE)

    def has_change_permission(self, request: HttpRequest, obj: Agreement | None = None) -> bool:
        return request.user.has_perm(WRITE) and obj is not None and obj.is_draft

    def save_model(self, request: HttpRequest, obj: Agreement, form: Any, change: bool) -> None:
        """Save a draft by one conditional statement, which leaves a published text unchanged.

        Void its proposals first, so that nobody approves another text than the one they read.
        """
        if not change:
            obj.save(force_insert=True)
            return
        drafts = Agreement.objects.filter(pk=obj.pk, version=None)
        with audit_log.atomic():
            Proposal.void_for(obj)
            drafts.update(kind=obj.kind, text=obj.text)
