"""The emulator's place among the installed apps: in the demonstration, and nowhere else."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmulatorConfig(AppConfig):
    name = "kodbox.emulator"
    label = "emulator"
    verbose_name = _("Emulerade kodboxar")
