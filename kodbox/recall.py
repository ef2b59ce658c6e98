"""Recall a batch: refuse its codes at once, and take its devices out of use one by one."""

from contextlib import suppress

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import Actor
from kodbox import orders, stock
from kodbox.models import HELD, Batch, Device, Order, State, owner_of
from kodbox.orders import OrderRefused
from kodbox.stock import TransitionRefused

IN_CIRCULATION = (State.IN_STOCK, State.DISPATCHED, State.ACTIVE, State.BLOCKED)


def retire(batch: Batch, actor: Actor) -> None:
    """Refuse every code of a batch and dispatch none of its devices, or raise TransitionRefused.

    This is one statement, however large the batch; `move_devices` does the rest afterwards.
    """
    with audit_log.atomic():
        updated = Batch.objects.filter(pk=batch.pk, retired_at=None).update(
            retired_at=timezone.now(), retired_by=actor.account_id, retired_reason=actor.reason
        )
        if not updated:
            raise TransitionRefused(_("Leveransen är redan tagen ur bruk."))
        audit_log.record(Event.BATCH_RETIRED, actor.account_id, actor)


def move_devices() -> int:
    """Take the devices of retired batches out of use, order replacements, and return how many.

    Each device is one transaction. A call that was interrupted is continued by the next one.
    """
    devices = Device.objects.filter(batch__retired_at__isnull=False, state__in=IN_CIRCULATION)
    return sum(_take_out_of_use(device) for device in devices.select_related("batch").iterator())


def _take_out_of_use(device: Device) -> bool:
    assert device.batch is not None and device.batch.retired_by_id is not None  # noqa: S101, PT018
    actor = Actor(device.batch.retired_by_id, device.batch.retired_reason)
    was_held = device.state in HELD
    after = State.DESTROYED if device.state == State.IN_STOCK else State.RETIRED
    with suppress(TransitionRefused), audit_log.atomic():
        stock.take_out_of_use(device, after, actor)
        if was_held:
            _order_replacement(device, actor)
        return True
    return False


def _order_replacement(device: Device, actor: Actor) -> None:
    owner_id = owner_of(device)
    get_user_model().objects.get(pk=owner_id).end_sessions()
    with suppress(OrderRefused):
        replaced = Order.objects.filter(device=device).first()
        kind = replaced.kind if replaced else Order.Kind.ORDINARY
        orders.place(owner_id, Order.Delivery.POST, actor, kind)
