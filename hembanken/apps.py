"""The site's own app: management commands and system checks."""

from django.apps import AppConfig


class HembankenConfig(AppConfig):
    name = "hembanken"

    def ready(self) -> None:
        from hembanken import bounds, checks  # noqa: F401
        from hembanken.metrics import address  # noqa: F401
        from hembanken.outbox import checks as outbox_checks  # noqa: F401
