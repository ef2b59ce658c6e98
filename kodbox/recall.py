"""Taking a whole batch of kodboxes out of use: its codes at once, its boxes one by one."""

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

LEFT_TO_MOVE = (State.IN_STOCK, State.DISPATCHED, State.ACTIVE, State.BLOCKED)


def retire(batch: Batch, actor: Actor) -> None:
    """Accept no code of a batch from now on and send none of it, or raise TransitionRefused.

    One statement does it, however large the batch; `carry_out` moves its boxes afterwards.
    """
    with audit_log.atomic():
        moved = Batch.objects.filter(pk=batch.pk, retired_at=None).update(
            retired_at=timezone.now(), retired_by=actor.account_id, retired_reason=actor.reason
        )
        if not moved:
            raise TransitionRefused(_("Leveransen är redan tagen ur bruk."))
        audit_log.record(Event.BATCH_RETIRED, actor.account_id, actor)


def move_devices() -> int:
    """Move the boxes of retired batches out of use, and order new ones for who had one in use.

    Each box is a transaction of its own: ended at any moment, the next call goes on.
    """
    left = Device.objects.filter(batch__retired_at__isnull=False, state__in=LEFT_TO_MOVE)
    return sum(_take_out_of_use(device) for device in left.select_related("batch").iterator())


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
        orders.place(owner_id, Order.Delivery.POST, actor)
