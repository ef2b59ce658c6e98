"""The mail server: Django's MAILERS setting from one URL."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TLS = {"smtp": "use_tls", "smtps": "use_ssl"}  # STARTTLS, or TLS from the first byte
LOOPBACK = ("127.0.0.1", "::1", "localhost")
TIMEOUT_SECONDS = 20  # for each step of an SMTP session
INVALID_URL = (
    "HEMBANKEN_EMAIL_URL must be smtp://user:password@host:port or smtps://…; "
    "only a server on this machine may be without TLS: smtp://localhost:25?tls=off."
)


def mailers(url: str) -> dict[str, dict[str, Any]]:
    """Return MAILERS for a URL, empty for no URL, or raise ImproperlyConfigured.

    Addresses and events never cross a network in clear text, whatever the URL asks for.
    """
    if not url:
        return {}
    try:
        parts = urlsplit(url)
        server = {"host": parts.hostname, "port": parts.port, "timeout": TIMEOUT_SECONDS}
    except ValueError:
        raise ImproperlyConfigured(INVALID_URL) from None
    if not _is_allowed(parts):
        raise ImproperlyConfigured(INVALID_URL)
    user = {"username": unquote(parts.username or ""), "password": unquote(parts.password or "")}
    return {"default": {"OPTIONS": {**server, **user, TLS[parts.scheme]: not parts.query}}}


def files(folder: Path) -> dict[str, dict[str, Any]]:
    """Return MAILERS that write each message into a folder."""
    backend = "django.core.mail.backends.filebased.EmailBackend"
    return {"default": {"BACKEND": backend, "OPTIONS": {"file_path": str(folder)}}}


def _is_allowed(parts: SplitResult) -> bool:
    in_clear = parts.scheme == "smtp" and parts.query == "tls=off" and parts.hostname in LOOPBACK
    names_a_server = parts.scheme in TLS and parts.hostname and parts.path in ("", "/")
    return bool(names_a_server and (in_clear or not parts.query))
