"""Handing a device and its Start-PIN over at a branch, to a customer who has shown an ID."""

from django.utils import timezone
from django.utils.translation import gettext as _

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import Actor
from kodbox.models import Order, State
from kodbox.orders import OrderRefused


def hand_over(order: Order, actor: Actor) -> None:
    """Record that an identified customer was given both.

    Whoever dispatched the device or printed the letter is refused: nobody has had both (C16).
    """
    order.refresh_from_db()
    if actor.account_id in (order.dispatched_by_id, order.letter_printed_by_id):
        raise OrderRefused(
            _("Den som skickade kodboxen eller skrev ut brevet kan inte lämna över dem.")
        )
    waiting = Order.objects.filter(
        pk=order.pk,
        delivery=Order.Delivery.BRANCH,
        device__state=State.DISPATCHED,
        letter_printed_by__isnull=False,
        handed_over_by=None,
    )
    handed_over = {"handed_over_by": actor.account_id, "handed_over_at": timezone.now()}
    with audit_log.atomic():
        if not waiting.update(**handed_over):
            raise OrderRefused(_("Det finns inget att lämna över, eller så är det redan lämnat."))
        serial = order.device.serial if order.device else ""
        audit_log.record(Event.HANDED_OVER, order.owner_id, actor, serial)
