"""The outbox as an app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Messages that wait to be sent, and the checks of the mail settings."""

    name = "hembanken.outbox"
    label = "outbox"

    def ready(self) -> None:
        from hembanken.outbox import checks  # noqa: F401
