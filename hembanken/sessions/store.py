"""The session engine: Django's, over rows that are useless without the key file."""

import hmac
import logging
import secrets
from typing import Any

from django.contrib.auth import SESSION_KEY as ACCOUNT_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db.models import QuerySet
from django.utils import timezone

from hembanken.crypto.encryption import DecryptionFailed
from hembanken.crypto.keys import keyring
from hembanken.db.compiled_queries import (
    CompiledQuery,
    Parameter,
    insert_row,
    parameter_values,
    parameters,
)
from hembanken.sessions.models import Session

log = logging.getLogger(__name__)


def _rows(versions: int) -> QuerySet[Session]:
    """Return the row of a session, which may be stored under the hash of each key version."""
    return Session.objects.filter(session_key__in=parameters(Session, "session_key", versions))


LOAD = CompiledQuery(
    lambda versions: _rows(versions).filter(expire_date__gt=Parameter(Session, "expire_date"))
)
SAVE = CompiledQuery(
    _rows, lambda *_variant: {f.name: Parameter(Session, f.name) for f in Session._meta.fields}
)


def stored_keys(session_key: str | None) -> list[str]:
    """Return the hashes that a session may be stored under, the current key version first."""
    message = (session_key or "").encode()
    keys = keyring().versions("session").values()
    return [hmac.digest(key, message, "sha256").hex() for key in keys]


class SessionStore(db.SessionStore):
    """A session that cannot be read without its cookie.

    A row under the hash of an older key version moves to the current one when it is next saved.
    `_earlier_key` is the key of the row until a renewed key is saved.
    """

    _earlier_key: str | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:  # type: ignore[override]
        return Session

    def load(self) -> dict[str, Any]:
        keys = stored_keys(self.session_key)
        row = LOAD.first(
            len(keys), **parameter_values("session_key", keys), expire_date=timezone.now()
        )
        try:
            if row:
                return row.content
        except DecryptionFailed as reason:
            log.warning("%s", reason)
        self._session_key = None
        return {}

    def _get_new_session_key(self) -> str:
        """Return 192 random bits without a query: an INSERT would refuse a key in use."""
        return secrets.token_urlsafe(24)

    def create_model_instance(self, data: dict[str, Any]) -> Session:  # type: ignore[override]
        row = Session(
            session_key=stored_keys(self.session_key)[0],
            expire_date=self.get_expiry_date(),
            account_id=data.get(ACCOUNT_KEY),
        )
        row.encrypt(data)
        return row

    def save(self, must_create: bool = False) -> None:
        """Insert or update the session, or raise UpdateError if its row is gone.

        If two requests renew the key of one session at once, both continue with a session.
        """
        if self.session_key is None:
            return self.create()
        earlier, self._earlier_key = self._earlier_key, None
        row = self.create_model_instance(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        if must_create:
            return insert_row(row)
        columns = {field.name: getattr(row, field.name) for field in Session._meta.fields}
        keys = stored_keys(earlier or self.session_key)
        if not SAVE.update(len(keys), **parameter_values("session_key", keys), **columns):
            if earlier is None:
                raise UpdateError
            insert_row(row)

    def cycle_key(self) -> None:
        """Renew the key; the next save moves the row to it, or inserts a new row."""
        self.keys()  # Loads the content while the key is still that of the row.
        if self.session_key:
            self._earlier_key = self._earlier_key or self.session_key
            self._session_key = self._get_new_session_key()
        self.modified = True

    def flush(self) -> None:
        """Delete the session, even if its key was renewed and not yet saved."""
        self._session_key = self._earlier_key or self.session_key
        self._earlier_key = None
        super().flush()

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            Session.objects.filter(session_key__in=stored_keys(key)).delete()

    def get_expire_at_browser_close(self) -> bool:
        """Return True: no session cookie outlives the browser (E6)."""
        return True
