"""The emulator's place among the installed apps: in the demonstration, and nowhere else."""

from django.apps import AppConfig


class EmulatorConfig(AppConfig):
    name = "kodbox.emulator"
    label = "emulator"
    verbose_name = "Emulerade kodboxar"
