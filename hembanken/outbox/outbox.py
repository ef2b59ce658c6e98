"""The queue of messages: put in with what they tell, claimed by one sender, removed when sent."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from hembanken.audit.events import Event
from hembanken.outbox.models import Message, Notification
from hembanken.outbox.notifications import NOTIFICATIONS

LEASE = timedelta(minutes=10)  # longer than any conversation with a mail server
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=4)
DOUBLINGS = 8  # after which the longest delay is reached


def enqueue(event: Event, account_id: UUID, device_serial: str = "") -> None:
    """Let the customer be told of an event that is told; nothing otherwise.

    It is one INSERT in the caller's transaction, so that what is told has happened.
    """
    if event not in NOTIFICATIONS:
        return
    now = timezone.now()
    message = Message(account_id=account_id, due_at=now)
    message.encrypt(Notification(event.value, now, device_serial))
    message.save(force_insert=True)


def claim_next() -> Message | None:
    """Return the message that has been due longest, for this sender alone during the lease."""
    while message := Message.objects.filter(due_at__lte=timezone.now()).order_by("due_at").first():
        if claim(message):
            return message
    return None


def claim(message: Message) -> bool:
    """Take a message as it was read by one conditional statement; False: someone was first."""
    ours = Message.objects.filter(pk=message.pk, tries=message.tries).update(
        tries=F("tries") + 1, due_at=timezone.now() + LEASE
    )
    message.tries += 1
    return bool(ours)


def remove(message: Message) -> None:
    """Forget a message that was sent, or that nobody can be sent."""
    Message.objects.filter(pk=message.pk).delete()


def defer(message: Message) -> bool:
    """Try again later, at growing distances; or remove it after the last try, and return False."""
    if message.tries >= settings.MESSAGE_TRIES:
        remove(message)
        return False
    delay = min(FIRST_DELAY * 2 ** min(message.tries - 1, DOUBLINGS), LONGEST_DELAY)
    mine = Message.objects.filter(pk=message.pk, tries=message.tries)
    mine.update(due_at=timezone.now() + delay)
    return True
