"""The app of devices, batches and orders."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KodboxConfig(AppConfig):
    name = "kodbox"
    verbose_name = _("Kodboxar och beställningar")
