"""The notices on the pages of the login: staff put, change and end them, and each is an event.

A process reads them once in READ_SECONDS, so that the pages cost no query of their own. A change is
therefore seen everywhere within that time; a notice begins and ends by the clock.
"""

import logging
import math
import time
from collections.abc import Sequence

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notice
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.request_context import Actor

READ_SECONDS = 10
MAX_SHOWN = 3
logger = logging.getLogger(__name__)
_notices: Sequence[Notice] = ()
_read_at = -math.inf


class NoticeIsOver(Exception):
    """The notice is over and cannot change; the message says so."""


def current_texts() -> tuple[str, ...]:
    """Return the texts that are shown now, in the language of the page."""
    _read_when_due()
    return tuple(notice.text for notice in _notices if notice.is_shown)[:MAX_SHOWN]


def put(notice: Notice, actor: Actor) -> None:
    notice.put_by_id = actor.account_id
    with audit_log.atomic():
        notice.save(force_insert=True)
        transaction.on_commit(forget)
        audit_log.record(Event.NOTICE_PUT, actor.account_id, actor)


def change(notice: Notice, actor: Actor) -> None:
    """Save the texts and times of a notice that is not over, or raise NoticeIsOver."""
    columns = ("text_sv", "text_en", "starts_at", "ends_at")
    _update(
        notice, Event.NOTICE_CHANGED, actor, **{name: getattr(notice, name) for name in columns}
    )


def end(notice: Notice, actor: Actor) -> None:
    """Take a notice away before its time, or raise NoticeIsOver."""
    changes = {"ended_at": timezone.now(), "ended_by_id": actor.account_id}
    _update(notice, Event.NOTICE_ENDED, actor, **changes)


def forget() -> None:
    """Let the next page of this process read the notices anew."""
    global _read_at
    _read_at = -math.inf


def _update(notice: Notice, event: Event, actor: Actor, **changes: object) -> None:
    not_over = Notice.objects.filter(pk=notice.pk, ended_at=None, ends_at__gt=timezone.now())
    with audit_log.atomic():
        if not not_over.update(**changes):
            raise NoticeIsOver(_("Meddelandet visas inte längre och kan inte ändras."))
        transaction.on_commit(forget)
        audit_log.record(event, actor.account_id, actor)


def _read_when_due() -> None:
    """Read the notices if it is time; without the database, keep those that were read last."""
    global _notices, _read_at
    now = time.monotonic()
    if now - _read_at < READ_SECONDS:
        return
    _read_at = now  # before the query, so that no other thread waits for it too
    try:
        not_over = Notice.objects.filter(ended_at=None, ends_at__gt=timezone.now())
        _notices = tuple(not_over.order_by("-starts_at", "-pk"))
    except DatabaseError:
        logger.warning("The notices of the login cannot be read; the last ones are shown.")
