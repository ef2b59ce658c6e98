"""The admin of proposals, which a second member of staff approves or refuses."""

from dataclasses import replace
from typing import Any, ClassVar

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Model
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import Actor
from hembanken.staff.actions import ActionRefused, StaffAction, reason_form
from hembanken.staff.display import account_column
from hembanken.staff.models import Decision, Proposal
from hembanken.staff.rows import StaffAdmin
from hembanken.staff.wording import in_source_language

VIEW = "staff.view_proposal"
REFUSE_REASONS = (
    gettext_noop("Underlaget räcker inte"),
    gettext_noop("Fel åtgärd"),
    gettext_noop("Behövs inte längre"),
)


def approve(proposal: Proposal, approval: Actor) -> HttpResponseBase | None:
    """Perform the proposed action, once and by another person; raise ActionRefused otherwise."""
    staff_admin, action, row = _resolve(proposal)
    staff = get_user_model().objects.get(pk=approval.account_id)
    if row is None or not action.is_open_to(staff, staff_admin.state_of(row)):
        raise ActionRefused(_("Det här går inte längre att göra, eller så får du inte göra det."))
    with audit_log.atomic():
        _decide(proposal, approval, Decision.APPROVED)
        try:
            return action.run(row, proposal.arguments, approval.account_id, approval.context)
        except staff_admin.refusals as error:
            raise ActionRefused(str(error)) from None


def refuse(proposal: Proposal, refusal: Actor) -> None:
    """Close a proposal without performing it. Its maker may refuse it too."""
    staff_admin, action, row = _resolve(proposal)
    account_id = staff_admin.account_of(row) if row else None
    actor = replace(refusal, reason=f"{in_source_language(action.label)}: {refusal.reason}")
    with audit_log.atomic():
        _decide(proposal, refusal, Decision.REFUSED)
        audit_log.record(Event.STAFF_PROPOSAL_REFUSED, account_id or refusal.account_id, actor)


def _decide(proposal: Proposal, actor: Actor, decision: Decision) -> None:
    undecided = Proposal.objects.filter(pk=proposal.pk, decision="", expires_at__gt=timezone.now())
    if decision is Decision.APPROVED:
        undecided = undecided.exclude(made_by=actor.account_id)
    if not undecided.update(
        decision=decision, decided_by=actor.account_id, decided_at=timezone.now()
    ):
        raise ActionRefused(_("Förslaget är ditt eget, har gått ut eller är redan beslutat."))


def _resolve(proposal: Proposal) -> tuple[StaffAdmin, StaffAction, Model | None]:
    model = apps.get_model(proposal.model)
    staff_admin = admin.site.get_model_admin(model)
    assert isinstance(staff_admin, StaffAdmin)  # noqa: S101 (only its actions are proposed)
    action = next(each for each in staff_admin.staff_actions if each.name == proposal.action)
    return staff_admin, action, model._default_manager.filter(pk=proposal.row).first()


def may_approve(proposal: Proposal, staff: Any) -> bool:
    return may_refuse(proposal, staff) and proposal.made_by_id != staff.pk


def may_refuse(proposal: Proposal, staff: Any) -> bool:
    _admin, action, _row = _resolve(proposal)
    return proposal.is_open and bool(staff.has_perm(action.permission))


@admin.register(Proposal)
class ProposalAdmin(StaffAdmin):
    list_display = ("__str__", "made_by", "made_at", "expires_at", "decision", "decided_by")
    list_filter = ("decision",)
    linked_lookups = ("expires_at__gt",)
    ordering = ("decision", "-made_at", "pk")  # Those without a decision come first.
    fields = readonly_fields = (
        "__str__",
        "about",
        account_column(Proposal, "made_by"),
        "made_at",
        "expires_at",
        "decision",
        account_column(Proposal, "decided_by"),
        "decided_at",
    )
    refusals = (ActionRefused,)
    staff_actions: ClassVar = (
        StaffAction("godkann", _("Godkänn"), VIEW, approve, is_offered=may_approve),
        StaffAction(
            "avsla", _("Avslå"), VIEW, refuse, reason_form(*REFUSE_REASONS), is_offered=may_refuse
        ),
    )

    @admin.display(description=_("vad det gäller"))
    def about(self, proposal: Proposal) -> SafeString:
        """Link the row of the proposal, for review before the decision."""
        staff_admin, _action, row = _resolve(proposal)
        return format_html('<a href="{}">{}</a>', staff_admin.path_of(proposal.row), row)
