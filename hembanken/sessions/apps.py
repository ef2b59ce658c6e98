"""The stored sessions as an app."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Take the place of Django's own sessions, whose rows would open for whoever reads them."""

    name = "hembanken.sessions"
    label = "hembanken_sessions"
