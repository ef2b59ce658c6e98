"""The queue of notifications: each is claimed by one sender and removed when it is sent."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from hembanken.audit.events import Event
from hembanken.outbox.models import Message, Notification
from hembanken.outbox.notifications import NOTIFICATIONS

LEASE = timedelta(minutes=10)  # longer than any SMTP session
FIRST_DELAY = timedelta(minutes=1)
MAX_DELAY = timedelta(hours=4)
DOUBLINGS = 8  # until the maximum delay is reached


def enqueue(event: Event, account_id: UUID, device_serial: str = "") -> None:
    """Queue a notification of an event, if customers are notified of this kind of event.

    This is one INSERT in the caller's transaction, so that a rolled-back event is never sent.
    """
    if event not in NOTIFICATIONS:
        return
    now = timezone.now()
    message = Message(account_id=account_id, due_at=now)
    message.encrypt(Notification(event.value, now, device_serial))
    message.save(force_insert=True)


def claim_next() -> Message | None:
    """Claim the message that has been due longest, for the time of the lease; None without one."""
    while message := Message.objects.filter(due_at__lte=timezone.now()).order_by("due_at").first():
        if claim(message):
            return message
    return None


def claim(message: Message) -> bool:
    """Claim a message by one conditional update; return False if another sender was first."""
    unclaimed = Message.objects.filter(pk=message.pk, tries=message.tries)
    claimed = unclaimed.update(tries=F("tries") + 1, due_at=timezone.now() + LEASE)
    message.tries += 1
    return bool(claimed)


def remove(message: Message) -> None:
    Message.objects.filter(pk=message.pk).delete()


def defer(message: Message) -> bool:
    """Retry later with growing delays; after the last try remove the message and return False."""
    if message.tries >= settings.MESSAGE_TRIES:
        remove(message)
        return False
    delay = min(FIRST_DELAY * 2 ** min(message.tries - 1, DOUBLINGS), MAX_DELAY)
    claimed = Message.objects.filter(pk=message.pk, tries=message.tries)
    claimed.update(due_at=timezone.now() + delay)
    return True
