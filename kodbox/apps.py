"""The code box, as the bank sees it, as an app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KodboxConfig(AppConfig):
    """Devices, their codes and their orders; knows nothing of logins."""

    name = "kodbox"
    verbose_name = _("Kodboxar och beställningar")
