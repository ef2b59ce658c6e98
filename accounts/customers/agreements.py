"""Terms and agreement: publish versions, record acceptances, and block agreements."""

from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Acceptance, Account, Agreement
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.db.compiled_queries import Parameter
from hembanken.request_context import Actor, RequestContext

TERMS = Agreement.Kind.TERMS
AGREEMENT = Agreement.Kind.AGREEMENT
ACCEPTED = {TERMS: Event.TERMS_ACCEPTED, AGREEMENT: Event.AGREEMENT_APPROVED}


class AgreementRefused(Exception):
    """The text or agreement cannot be changed now; the message says why."""


def in_force(kind: str) -> Agreement | None:
    """Return the newest version of a text that is in force, or None."""
    published = Agreement.objects.filter(kind=kind, valid_from__lte=timezone.now())
    return published.order_by("-version").first()


def version_in_force(kind: str) -> int | None:
    agreement = in_force(kind)
    return agreement.version if agreement else None


def to_accept(account: Account) -> dict[str, Agreement]:
    """Return the texts in force that the customer has not accepted, by kind."""
    return {agreement.kind: agreement for agreement in not_accepted_by(account.pk)}


def not_accepted_by(
    account_id: UUID | OuterRef, now: datetime | Parameter | None = None
) -> QuerySet[Agreement]:
    """Return the texts in force, one of each kind, that the account has not accepted."""
    published = Agreement.objects.filter(valid_from__lte=now or timezone.now())
    newer = published.filter(kind=OuterRef("kind"), version__gt=OuterRef("version"))
    accepted = Acceptance.objects.filter(account=account_id, agreement=OuterRef("pk"))
    return published.filter(~Exists(newer), ~Exists(accepted))


def has_accepted_earlier(account: Account, text: Agreement) -> bool:
    """Return whether the customer has accepted an earlier version of a text."""
    earlier = Acceptance.objects.filter(account=account, agreement__kind=text.kind)
    return earlier.filter(agreement__version__lt=text.version).exists()


def accepted_by(account: Account) -> list[Acceptance]:
    """Return the acceptances of a customer with their texts: by kind, the newest version first."""
    acceptances = Acceptance.objects.filter(account=account).select_related("agreement")
    return list(acceptances.order_by("agreement__kind", "-agreement__version"))


def publish(draft: Agreement, actor: Actor, *, day: date | str) -> None:
    """Publish a draft as the next version, in force from a day, or raise AgreementRefused."""
    midnight = datetime.combine(date.fromisoformat(str(day)), time.min)
    valid_from = timezone.make_aware(midnight)
    if valid_from < timezone.now():
        raise AgreementRefused(_("Välj en kommande dag. Texten gäller från den dagen."))
    newest = Agreement.objects.filter(kind=draft.kind).aggregate(last=Max("version"))["last"] or 0
    try:
        with audit_log.atomic():
            unpublished = Agreement.objects.filter(pk=draft.pk, version=None)
            if not unpublished.update(version=newest + 1, valid_from=valid_from):
                raise IntegrityError  # Like a second text with this version.
            actor = replace(actor, reason=f"{draft.kind} {newest + 1}: {actor.reason}")
            audit_log.record(Event.AGREEMENT_PUBLISHED, actor.account_id, actor)
    except IntegrityError:
        raise AgreementRefused(_("Någon annan har publicerat under tiden.")) from None


def accept(account: Account, agreement: Agreement, context: RequestContext) -> None:
    """Record that the customer accepted this version, unless it is already recorded."""
    _acceptance, is_new = Acceptance.objects.get_or_create(account=account, agreement=agreement)
    if is_new:
        event = ACCEPTED[Agreement.Kind(agreement.kind)]
        audit_log.append(event, account.pk, context, detail=f"version {agreement.version}")


def connect(account: Account, context: RequestContext) -> None:
    """Connect the customer to Hembanken, unless already connected."""
    now = timezone.now()
    if Account.objects.filter(pk=account.pk, connected_at=None).update(connected_at=now):
        account.connected_at = now
        audit_log.append(Event.CONNECTED, account.pk, context)


def block(account: Account, actor: Actor) -> None:
    """Block the customer's agreement, effective at once, or raise AgreementRefused."""
    with audit_log.atomic():
        unblocked = Account.objects.filter(pk=account.pk, blocked_at=None)
        if not unblocked.update(blocked_at=timezone.now(), blocked_reason=actor.reason):
            raise AgreementRefused(_("Avtalet är redan spärrat."))
        account.end_sessions()
        audit_log.record(Event.AGREEMENT_BLOCKED, account.pk, actor)


def unblock(account: Account, actor: Actor) -> None:
    """Unblock the customer's agreement, or raise AgreementRefused."""
    with audit_log.atomic():
        blocked = Account.objects.filter(pk=account.pk, blocked_at__isnull=False)
        if not blocked.update(blocked_at=None, blocked_reason=""):
            raise AgreementRefused(_("Avtalet är inte spärrat."))
        audit_log.record(Event.AGREEMENT_UNBLOCKED, account.pk, actor)
