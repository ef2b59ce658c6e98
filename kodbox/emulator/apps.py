"""The app of the emulator, which is installed in the demonstration only."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmulatorConfig(AppConfig):
    name = "kodbox.emulator"
    label = "emulator"
    verbose_name = _("Emulerade kodboxar")
