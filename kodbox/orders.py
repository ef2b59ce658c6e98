"""Orders for kodboxes, for staff: each act is one conditional statement, by whom, once."""

from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.crypto import encryption
from hembanken.request_context import Actor
from kodbox import stock
from kodbox.models import Device, Order, State, owner_of
from kodbox.stock import TransitionRefused

OPEN = (Order.State.WAITING, Order.State.IDENTIFIED)


class OrderRefused(Exception):
    """The order is not where it would have to be; the message says why."""


def open_order(owner_id: UUID) -> Order | None:
    """Return the order of a customer that is under way, if there is one."""
    return Order.objects.filter(owner=owner_id, state__in=OPEN).first()


def place(owner_id: UUID, delivery: str, actor: Actor) -> None:
    """Place the order of a customer who is known to be who they are, or raise OrderRefused."""
    try:
        with audit_log.atomic():
            Order.objects.create(
                owner_id=owner_id,
                delivery=delivery,
                state=Order.State.IDENTIFIED,
                identified_by_id=actor.account_id,
            )
            audit_log.record(Event.DEVICE_ORDERED, owner_id, actor)
    except IntegrityError:
        raise OrderRefused(_("Kunden har redan en beställning.")) from None


def identify(order: Order, actor: Actor, *, may_reset: bool = False) -> None:
    """Note that a member of staff has identified the customer, and what else they said (C17).

    With `may_reset` the box that is sent may begin with Skapa nytt lösenord (C16).
    """
    with audit_log.atomic():
        moved = Order.objects.filter(pk=order.pk, state=Order.State.WAITING).update(
            state=Order.State.IDENTIFIED, identified_by=actor.account_id, may_reset=may_reset
        )
        _require(moved, _("Beställningen väntar inte på att kunden identifieras."))
        audit_log.record(Event.ORDER_IDENTIFIED, order.owner_id, actor)


def take(order: Order, actor: Actor) -> None:
    """Take an order from the queue, so that nobody else works on it."""
    with audit_log.atomic():
        ready = Order.objects.filter(pk=order.pk, state=Order.State.IDENTIFIED, taken_by=None)
        moved = ready.update(taken_by=actor.account_id)
        _require(moved, _("Någon annan har tagit beställningen, eller så är den inte klar att ta."))
        audit_log.record(Event.ORDER_TAKEN, order.owner_id, actor)


def cancel(order: Order, actor: Actor) -> None:
    """Cancel an order that was not dispatched."""
    with audit_log.atomic():
        moved = Order.objects.filter(pk=order.pk, state__in=OPEN).update(
            state=Order.State.CANCELLED,
            cancelled_by=actor.account_id,
            cancelled_reason=actor.reason,
        )
        _require(moved, _("Beställningen är redan skickad eller avbruten."))
        audit_log.record(Event.ORDER_CANCELLED, order.owner_id, actor)


def dispatch(order: Order, actor: Actor, *, serial: str) -> None:
    """Send a box from stock to the customer, by whoever has taken the order."""
    order.refresh_from_db()
    device = Device.objects.filter(serial=serial).first()
    if device is None or device.state != State.IN_STOCK:
        raise OrderRefused(_("Det finns ingen kodbox %(serial)s i lager.") % {"serial": serial})
    try:
        with audit_log.atomic():
            mine = Order.objects.filter(
                pk=order.pk, state=Order.State.IDENTIFIED, taken_by=actor.account_id
            )
            moved = mine.update(
                state=Order.State.DISPATCHED, dispatched_by=actor.account_id, device=device
            )
            _require(moved, _("Ta beställningen först. Den kan också redan vara skickad."))
            stock.dispatch(device, order.owner_id, actor, owner_identified=order.may_reset)
    except TransitionRefused as reason:
        raise OrderRefused(str(reason)) from None


def record_dispatched(device: Device) -> None:
    """Note a box that was sent without an order, so that its letter can be printed."""
    Order.objects.create(
        owner_id=owner_of(device),
        device=device,
        state=Order.State.DISPATCHED,
        delivery=Order.Delivery.POST,
    )


def open_letter(order: Order, actor: Actor) -> str:
    """Return the Start-PIN for the one letter, and erase it; call it in a transaction.

    Whoever dispatched the box is refused: no one person has both (C16).
    """
    order.refresh_from_db()
    if order.dispatched_by_id == actor.account_id:
        raise OrderRefused(_("Den som skickade kodboxen kan inte skriva ut brevet."))
    unprinted = Order.objects.filter(
        pk=order.pk, state=Order.State.DISPATCHED, letter_printed_by=None
    )
    moved = unprinted.update(letter_printed_by=actor.account_id, letter_printed_at=timezone.now())
    _require(moved, _("Det finns inget brev att skriva ut, eller så är det redan utskrivet."))
    device = Device.objects.get(order=order)
    if device.start_pin is None:
        raise OrderRefused(_("Banken har ingen Start-PIN till kodboxen."))
    start_pin = encryption.decrypt_column(device, "start_pin")
    Device.objects.filter(pk=device.pk).update(start_pin=None)
    audit_log.record(Event.LETTER_PRINTED, order.owner_id, actor, device.serial)
    return start_pin.decode("ascii")


def _require(moved: int, reason: str) -> None:
    if not moved:
        raise OrderRefused(reason)
