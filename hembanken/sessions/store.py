"""The session engine: Django's, over rows that are no use to whoever reads the database."""

import hashlib
import hmac
import logging
from typing import Any

from django.contrib.auth import SESSION_KEY as ACCOUNT_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db.models import QuerySet
from django.utils import timezone

from hembanken.keys import keyring
from hembanken.sealing import SealBroken
from hembanken.sessions.models import Session

log = logging.getLogger(__name__)


def stored_keys(session_key: str | None) -> list[str]:
    """Return what a session may be stored under, the current version of the key first."""
    told = (session_key or "").encode()
    return [_keyed_hash(key, told) for key in keyring().versions("session").values()]


class SessionStore(db.SessionStore):
    """A session that only its cookie opens.

    A key that was hashed with an older version is hashed anew when its session is next saved.
    """

    @classmethod
    def get_model_class(cls) -> type[Session]:  # type: ignore[override]
        return Session

    def load(self) -> dict[str, Any]:
        row = self._rows(self.session_key).filter(expire_date__gt=timezone.now()).first()
        try:
            if row:
                return row.content
        except SealBroken as reason:
            log.warning("%s", reason)
        self._session_key = None
        return {}

    def exists(self, session_key: str) -> bool:
        return self._rows(session_key).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:  # type: ignore[override]
        row = Session(
            session_key=stored_keys(self.session_key)[0],
            expire_date=self.get_expiry_date(),
            account_id=data.get(ACCOUNT_KEY),
        )
        row.seal(data)
        return row

    def save(self, must_create: bool = False) -> None:
        """Insert a new session, or update the one that is there, or raise UpdateError."""
        if must_create or self.session_key is None:
            return super().save(must_create=must_create)
        row = self.create_model_instance(dict(self.items()))
        columns = {field.name: getattr(row, field.name) for field in Session._meta.fields}
        if not self._rows(self.session_key).update(**columns):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            self._rows(key).delete()

    def get_expire_at_browser_close(self) -> bool:
        """Let no cookie outlive its browser, however short its session is to last (E6)."""
        return True

    def _rows(self, session_key: str | None) -> QuerySet[Session]:
        return Session.objects.filter(session_key__in=stored_keys(session_key))


def _keyed_hash(key: bytes, told: bytes) -> str:
    return hmac.digest(key, told, hashlib.sha256).hex()
