"""The journal as an app."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Append-only rows of security events."""

    name = "hembanken.journal"
    label = "journal"
