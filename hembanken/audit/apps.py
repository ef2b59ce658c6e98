"""The audit log as an app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "hembanken.audit"
    verbose_name = _("Journal")
