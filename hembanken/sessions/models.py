"""The row of a session, which reveals neither its key nor its content."""

import json
from typing import Any, ClassVar

from django.db import models

from hembanken.crypto import encryption


class Session(models.Model):
    """A session under the keyed hash of its key, with its content encrypted for this row.

    `account_id` is null until a customer has logged in.
    """

    session_key = models.CharField(max_length=64, primary_key=True, editable=False)
    session_data = models.BinaryField()
    expire_date = models.DateTimeField(db_index=True)
    account_id = models.UUIDField(null=True, db_index=True)

    ENCRYPTED_COLUMNS: ClassVar = ("session_data",)

    def __str__(self) -> str:
        return "session ••••"

    @property
    def content(self) -> dict[str, Any]:
        """The decrypted content; raises DecryptionFailed."""
        content: dict[str, Any] = json.loads(encryption.decrypt_column(self, "session_data"))
        return content

    def encrypt(self, content: dict[str, Any]) -> None:
        """Encrypt the content for this row, without saving the row."""
        text = json.dumps(content, separators=(",", ":"))
        encryption.encrypt_column(self, "session_data", text.encode())
