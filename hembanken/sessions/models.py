"""The row of a session: whoever reads the database finds no key and no content in it."""

import json
from typing import Any, ClassVar

from django.db import models

from hembanken import sealing


class Session(models.Model):
    """A session under the keyed hash of its key, its content sealed for this very row.

    `account_id` is null until somebody has logged in.
    """

    session_key = models.CharField(max_length=64, primary_key=True, editable=False)
    session_data = models.BinaryField()
    expire_date = models.DateTimeField(db_index=True)
    account_id = models.UUIDField(null=True, db_index=True)

    SEALED_COLUMNS: ClassVar = ("session_data",)

    def __str__(self) -> str:
        return "session ••••"

    @property
    def content(self) -> dict[str, Any]:
        """What the session holds, opened; raises SealBroken."""
        opened = sealing.unseal(self.session_data, sealing.place_of(self, "session_data"))
        content: dict[str, Any] = json.loads(opened)
        return content

    def seal(self, content: dict[str, Any]) -> None:
        """Seal the content for this row, without saving it."""
        told = json.dumps(content, separators=(",", ":"))
        self.session_data = sealing.seal(told.encode(), sealing.place_of(self, "session_data"))
