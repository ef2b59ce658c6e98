"""The stored sessions as an app."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """Replaces Django's own sessions, whose rows anyone with the database can use."""

    name = "hembanken.sessions"
    label = "hembanken_sessions"
