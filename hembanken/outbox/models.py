"""Messages on their way to customers."""

import datetime
import json
import uuid
from dataclasses import dataclass
from typing import ClassVar

from django.db import models

from hembanken import sealing


@dataclass(frozen=True)
class Told:
    """What a message tells: an Event's value, when, and which kodbox where it is about one."""

    event: str
    at: datetime.datetime
    device_serial: str


class Message(models.Model):
    """One message that waits: to an opaque account, with no address, name or text in clear."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account_id = models.UUIDField()
    sealed = models.BinaryField()
    due_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    SEALED_COLUMNS: ClassVar = ("sealed",)

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d %H:%M:%S} {self.tries} {self.account_id}"

    def seal(self, told: Told) -> None:
        """Seal what the message tells for this row, without saving it."""
        written = json.dumps([told.event, told.at.isoformat(), told.device_serial])
        self.sealed = sealing.seal(written.encode(), sealing.place_of(self, "sealed"))

    @property
    def told(self) -> Told:
        """What was sealed, opened."""
        opened = sealing.unseal(self.sealed, sealing.place_of(self, "sealed"))
        event, at, device_serial = json.loads(opened)
        return Told(event, datetime.datetime.fromisoformat(at), device_serial)
