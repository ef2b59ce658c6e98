"""Staff actions on orders: each is one conditional UPDATE and an audit event."""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.crypto import encryption
from hembanken.request_context import Actor
from kodbox import stock
from kodbox.models import OPEN, Device, Order, State, owner_of
from kodbox.stock import TransitionRefused


class OrderRefused(Exception):
    """The order is not in the state that the action requires; the message says why."""


def open_order(owner_id: UUID) -> Order | None:
    """Return the order of a customer that is under way, if there is one."""
    return Order.objects.filter(owner=owner_id, state__in=OPEN).first()


def order_beside(devices: Sequence[Device]) -> Order | None:
    """Return the order under way of the customer who has these devices; none costs no query."""
    owners = (owner_of(each) for each in devices if _has_order_under_way(each))
    return next((order_under_way(owner) for owner in owners), None)


def order_under_way(owner_id: UUID) -> Order | None:
    """Return the newest order of a customer whose device is not in use yet."""
    dispatched = Q(state=Order.State.DISPATCHED, device__state=State.DISPATCHED)
    under_way = Order.objects.filter(Q(state__in=OPEN) | dispatched, owner=owner_id)
    return under_way.select_related("device").order_by("-created_at").first()


def _has_order_under_way(device: Device) -> bool:
    return device.state == State.DISPATCHED or vars(device)["has_open_order"]


def place(owner_id: UUID, delivery: str, actor: Actor, kind: str = Order.Kind.ORDINARY) -> None:
    """Place an order for an identified customer, or raise OrderRefused."""
    try:
        with audit_log.atomic():
            Order.objects.create(
                owner_id=owner_id,
                delivery=delivery,
                kind=kind,
                state=Order.State.IDENTIFIED,
                identified_by_id=actor.account_id,
            )
            audit_log.record(Event.DEVICE_ORDERED, owner_id, actor)
    except IntegrityError:
        raise OrderRefused(_("Kunden har redan en beställning.")) from None


def identify(order: Order, actor: Actor, *, may_reset: bool = False) -> None:
    """Record that staff have identified the customer (C17).

    With `may_reset` the ordered device can be used in a password reset (C16).
    """
    waiting = Order.objects.filter(pk=order.pk, state=Order.State.WAITING)
    changes = {"state": Order.State.IDENTIFIED, "may_reset": may_reset}
    refusal = _("Beställningen väntar inte på att kunden identifieras.")
    with audit_log.atomic():
        _update(waiting, refusal, identified_by=actor.account_id, **changes)
        audit_log.record(Event.ORDER_IDENTIFIED, order.owner_id, actor)


def take(order: Order, actor: Actor) -> None:
    """Assign an order from the queue to the member of staff who handles it."""
    untaken = Order.objects.filter(pk=order.pk, state=Order.State.IDENTIFIED, taken_by=None)
    refusal = _("Någon annan har tagit beställningen, eller så är den inte klar att ta.")
    with audit_log.atomic():
        _update(untaken, refusal, taken_by=actor.account_id)
        audit_log.record(Event.ORDER_TAKEN, order.owner_id, actor)


def cancel(order: Order, actor: Actor) -> None:
    still_open = Order.objects.filter(pk=order.pk, state__in=OPEN)
    changes = {"state": Order.State.CANCELLED, "cancelled_reason": actor.reason}
    refusal = _("Beställningen är redan skickad eller avbruten.")
    with audit_log.atomic():
        _update(still_open, refusal, cancelled_by=actor.account_id, **changes)
        audit_log.record(Event.ORDER_CANCELLED, order.owner_id, actor)


def dispatch(order: Order, actor: Actor, *, serial: str) -> None:
    """Dispatch a device from stock; only the member of staff who took the order may do so."""
    order.refresh_from_db()
    device = Device.objects.filter(serial=serial, state=State.IN_STOCK).first()
    if device is None:
        raise OrderRefused(_("Det finns ingen kodbox %(serial)s i lager.") % {"serial": serial})
    taken = Order.objects.filter(
        pk=order.pk, state=Order.State.IDENTIFIED, taken_by=actor.account_id
    )
    changes = {"state": Order.State.DISPATCHED, "device": device}
    refusal = _("Ta beställningen först. Den kan också redan vara skickad.")
    try:
        with audit_log.atomic():
            _update(taken, refusal, dispatched_by=actor.account_id, **changes)
            stock.dispatch(device, order.owner_id, actor, identified=order.may_reset)
    except TransitionRefused as reason:
        raise OrderRefused(str(reason)) from None


def record_dispatched(device: Device) -> None:
    """Create the order of a device that was dispatched without one, so that a letter is printed."""
    Order.objects.create(
        owner_id=owner_of(device),
        device=device,
        state=Order.State.DISPATCHED,
        delivery=Order.Delivery.POST,
    )


def take_start_pin(order: Order, actor: Actor) -> str:
    """Erase the Start-PIN and return it for the letter. Call it in a transaction.

    The member of staff who dispatched the device is refused (C16).
    """
    order.refresh_from_db()
    if order.dispatched_by_id == actor.account_id:
        raise OrderRefused(_("Den som skickade kodboxen kan inte skriva ut brevet."))
    unprinted = Order.objects.filter(
        pk=order.pk, state=Order.State.DISPATCHED, letter_printed_by=None
    )
    refusal = _("Det finns inget brev att skriva ut, eller så är det redan utskrivet.")
    printed = {"letter_printed_by": actor.account_id, "letter_printed_at": timezone.now()}
    _update(unprinted, refusal, **printed)
    device = Device.objects.get(order=order)
    if device.start_pin is None:
        raise OrderRefused(_("Banken har ingen Start-PIN till kodboxen."))
    start_pin = encryption.decrypt_column(device, "start_pin")
    Device.objects.filter(pk=device.pk).update(start_pin=None)
    event = Event.LETTER_AT_BRANCH if order.is_collected else Event.LETTER_PRINTED
    audit_log.record(event, order.owner_id, actor, device.serial)
    return start_pin.decode("ascii")


def _update(order: QuerySet[Order], refusal: str, **changes: object) -> None:
    if not order.update(**changes):
        raise OrderRefused(refusal)
