"""The demonstration's app, installed in the demo profile only."""

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "hembanken.demonstration"
