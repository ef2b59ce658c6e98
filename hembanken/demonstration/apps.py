"""The demonstration as an app, installed in its own profile only."""

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    """Its people, its texts, its page and its command."""

    name = "hembanken.demonstration"
