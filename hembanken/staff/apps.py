"""The staff's acts as an app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    """Acts that wait for a second pair of eyes."""

    name = "hembanken.staff"
    label = "staff"
    verbose_name = _("Fyra ögon")
