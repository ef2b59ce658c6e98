"""The row of a session: whoever reads the database finds no key and no content in it."""

import json
from typing import Any, ClassVar

from django.db import models

from hembanken.crypto import encryption


class Session(models.Model):
    """A session under the keyed hash of its key, its content encrypted for this very row.

    `account_id` is null until somebody has logged in.
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
        """What the session holds, opened; raises DecryptionFailed."""
        opened = encryption.decrypt(
            self.session_data, encryption.associated_data(self, "session_data")
        )
        content: dict[str, Any] = json.loads(opened)
        return content

    def encrypt(self, content: dict[str, Any]) -> None:
        """Encrypt the content for this row, without saving it."""
        told = json.dumps(content, separators=(",", ":"))
        self.session_data = encryption.encrypt(
            told.encode(), encryption.associated_data(self, "session_data")
        )
