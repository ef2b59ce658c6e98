"""The app of staff actions and proposals."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "hembanken.staff"
    verbose_name = _("Fyra ögon")
