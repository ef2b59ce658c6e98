"""Messages that wait to be sent to customers."""

import datetime
import json
import uuid
from dataclasses import dataclass
from typing import ClassVar

from django.db import models

from hembanken.crypto import encryption


@dataclass(frozen=True)
class Notification:
    """The content of a message: the value of an Event, its time, and the kodbox if any."""

    event: str
    at: datetime.datetime
    device_serial: str


class Message(models.Model):
    """A waiting message to an opaque account; no address, name or text is in clear."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account_id = models.UUIDField()
    encrypted = models.BinaryField()
    due_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    ENCRYPTED_COLUMNS: ClassVar = ("encrypted",)

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d %H:%M:%S} {self.tries} {self.account_id}"

    def encrypt(self, content: Notification) -> None:
        """Encrypt the notification for this row, without saving the row."""
        values = [content.event, content.at.isoformat(), content.device_serial]
        encryption.encrypt_column(self, "encrypted", json.dumps(values).encode())

    @property
    def notification(self) -> Notification:
        """The decrypted content; raises DecryptionFailed."""
        event, at, serial = json.loads(encryption.decrypt_column(self, "encrypted"))
        return Notification(event, datetime.datetime.fromisoformat(at), serial)
