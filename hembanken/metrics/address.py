"""Which address the figures may be told on: one of this machine or of a private network."""

import ipaddress
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def figures_stay_inside(**kwargs: Any) -> Iterator[CheckMessage]:
    if settings.METRICS and not _is_inside(settings.METRICS):
        yield Error(
            "HEMBANKEN_METRICS must be one address, not a public one, with its port.",
            hint="HEMBANKEN_METRICS=127.0.0.1:9464",
            id="hembanken.E012",
        )


def parted(text: str) -> tuple[str, int]:
    """Return the address and the port of a text such as 127.0.0.1:9464 or [::1]:9464."""
    parts = urlsplit(f"//{text}")
    return parts.hostname or "", parts.port or 0


def _is_inside(text: str) -> bool:
    try:
        host, port = parted(text)
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return bool(port) and address.is_private and not address.is_unspecified
