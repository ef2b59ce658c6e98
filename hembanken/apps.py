"""The site as an app of its own, which holds its commands and checks."""

from django.apps import AppConfig


class HembankenConfig(AppConfig):
    """Register the checks that stop an unsafe start."""

    name = "hembanken"

    def ready(self) -> None:
        from hembanken import bounds, checks  # noqa: F401
        from hembanken.metrics import address  # noqa: F401
