"""The address of the metrics endpoint, which must be loopback or private."""

import ipaddress
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def metrics_address_is_private(**kwargs: Any) -> Iterator[CheckMessage]:
    if settings.METRICS and not _is_private(settings.METRICS):
        yield Error(
            "HEMBANKEN_METRICS must be one address, not a public one, with its port.",
            hint="HEMBANKEN_METRICS=127.0.0.1:9464",
            id="hembanken.E012",
        )


def split_address(text: str) -> tuple[str, int]:
    """Return host and port of an address such as 127.0.0.1:9464 or [::1]:9464."""
    parts = urlsplit(f"//{text}")
    return parts.hostname or "", parts.port or 0


def _is_private(text: str) -> bool:
    try:
        host, port = split_address(text)
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return bool(port) and address.is_private and not address.is_unspecified
