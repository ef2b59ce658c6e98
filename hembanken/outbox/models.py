"""Messages on their way to customers."""

import datetime
import json
import uuid
from dataclasses import dataclass
from typing import ClassVar

from django.db import models

from hembanken.crypto import encryption


@dataclass(frozen=True)
class Notification:
    """What a message tells: an Event's value, when, and which kodbox where it is about one."""

    event: str
    at: datetime.datetime
    device_serial: str


class Message(models.Model):
    """One message that waits: to an opaque account, with no address, name or text in clear."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account_id = models.UUIDField()
    encrypted = models.BinaryField()
    due_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    ENCRYPTED_COLUMNS: ClassVar = ("encrypted",)

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d %H:%M:%S} {self.tries} {self.account_id}"

    def encrypt(self, told: Notification) -> None:
        """Encrypt what the message tells for this row, without saving it."""
        written = json.dumps([told.event, told.at.isoformat(), told.device_serial])
        self.encrypted = encryption.encrypt(
            written.encode(), encryption.associated_data(self, "encrypted")
        )

    @property
    def told(self) -> Notification:
        """What was encrypted, opened."""
        opened = encryption.decrypt(self.encrypted, encryption.associated_data(self, "encrypted"))
        event, at, device_serial = json.loads(opened)
        return Notification(event, datetime.datetime.fromisoformat(at), device_serial)
