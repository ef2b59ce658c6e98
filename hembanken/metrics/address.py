"""The address of the metrics endpoint, which must be loopback or private."""

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from hembanken.checks import safety_check


@safety_check("E012", "HEMBANKEN_METRICS=127.0.0.1:9464")
def metrics_address_is_private() -> Iterator[str]:
    if settings.METRICS and not _is_private(settings.METRICS):
        yield "HEMBANKEN_METRICS must be one address, not a public one, with its port."


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
