"""The code box, as the bank sees it, as an app."""

from django.apps import AppConfig


class KodboxConfig(AppConfig):
    """Devices, their codes and their orders; knows nothing of logins."""

    name = "kodbox"
    verbose_name = "Kodboxar och beställningar"
