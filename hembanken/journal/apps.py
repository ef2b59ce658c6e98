"""The journal as an app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    """Append-only rows of security events."""

    name = "hembanken.journal"
    label = "journal"
    verbose_name = _("Journal")
