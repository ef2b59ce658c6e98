"""Proposals: what waits for a second pair of eyes, to approve or to refuse."""

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

from hembanken.journal import journal
from hembanken.journal.events import Event
from hembanken.source import Act
from hembanken.staff.acts import ActRefused, StaffAct
from hembanken.staff.forms import reason_form
from hembanken.staff.holders import who
from hembanken.staff.models import Decision, Proposal
from hembanken.staff.rows import StaffAdmin
from hembanken.staff.words import as_kept

VIEW = "staff.view_proposal"
REFUSE_REASONS = (
    gettext_noop("Underlaget räcker inte"),
    gettext_noop("Fel åtgärd"),
    gettext_noop("Behövs inte längre"),
)


def approve(proposal: Proposal, approval: Act) -> HttpResponseBase | None:
    """Do what was proposed, once and by another person; or raise and leave it as it was."""
    act_admin, act, row = _proposed(proposal)
    staff = get_user_model().objects.get(pk=approval.by)
    if row is None or not act.is_open_to(staff, act_admin.state_of(row)):
        raise ActRefused(_("Det här går inte att göra längre, eller inte av dig."))
    with journal.atomic():
        _decide(proposal, approval, Decision.APPROVED)
        try:
            return act.do(row, proposal.told, approval.by, approval.source)
        except act_admin.refusals as reason:
            raise ActRefused(str(reason)) from None


def refuse(proposal: Proposal, refusal: Act) -> None:
    """End a proposal without doing it; who made it may take it back so."""
    act_admin, act, row = _proposed(proposal)
    account_id = act_admin.account_of(row) if row else None
    told = replace(refusal, why=f"{as_kept(act.label)}: {refusal.why}")
    with journal.atomic():
        _decide(proposal, refusal, Decision.REFUSED)
        journal.record(Event.STAFF_PROPOSAL_REFUSED, account_id or refusal.by, told)


def _decide(proposal: Proposal, act: Act, decision: Decision) -> None:
    waiting = Proposal.objects.filter(pk=proposal.pk, decision="", expires_at__gt=timezone.now())
    if decision is Decision.APPROVED:
        waiting = waiting.exclude(made_by=act.by)
    if not waiting.update(decision=decision, decided_by=act.by, decided_at=timezone.now()):
        raise ActRefused(_("Förslaget är ditt eget, har gått ut eller är redan beslutat."))


def _proposed(proposal: Proposal) -> tuple[StaffAdmin, StaffAct, Model | None]:
    model = apps.get_model(proposal.model)
    act_admin = admin.site.get_model_admin(model)
    assert isinstance(act_admin, StaffAdmin)  # noqa: S101 (only its acts are proposed)
    act = next(each for each in act_admin.acts if each.name == proposal.act)
    return act_admin, act, model._default_manager.filter(pk=proposal.row).first()


def may_approve(proposal: Proposal, staff: Any) -> bool:
    return may_refuse(proposal, staff) and proposal.made_by_id != staff.pk


def may_refuse(proposal: Proposal, staff: Any) -> bool:
    _admin, act, _row = _proposed(proposal)
    return proposal.is_open and bool(staff.has_perm(act.permission))


@admin.register(Proposal)
class ProposalAdmin(StaffAdmin):
    """What waits, and what became of it."""

    list_display = ("__str__", "made_by", "made_at", "expires_at", "decision", "decided_by")
    list_filter = ("decision",)
    led_to_by = ("expires_at__gt",)
    ordering = ("decision", "-made_at", "pk")  # Those without a decision come first.
    fields = readonly_fields = (
        "__str__",
        "about",
        who(Proposal, "made_by"),
        "made_at",
        "expires_at",
        "decision",
        who(Proposal, "decided_by"),
        "decided_at",
    )
    refusals = (ActRefused,)
    acts: ClassVar = (
        StaffAct("godkann", _("Godkänn"), VIEW, approve, is_offered=may_approve),
        StaffAct(
            "avsla", _("Avslå"), VIEW, refuse, reason_form(*REFUSE_REASONS), is_offered=may_refuse
        ),
    )

    @admin.display(description=_("vad det gäller"))
    def about(self, proposal: Proposal) -> SafeString:
        """Lead to the row, so that who decides can look at it first."""
        act_admin, _act, row = _proposed(proposal)
        return format_html('<a href="{}">{}</a>', act_admin.path_of(proposal.row), row)
