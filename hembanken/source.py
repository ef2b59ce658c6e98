"""Where a request comes from, as the journal and the limits are told of it."""

import ipaddress
import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

MAX_BROWSER_LENGTH = 60
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Source:
    """An address and a browser in words, neither of which proves anything."""

    address: str | None = None
    browser: str = ""


def source_of(request: HttpRequest) -> Source:
    """Return where a request comes from."""
    return Source(client_address(request), browser_name(request.headers.get("User-Agent", "")))


def client_address(request: HttpRequest) -> str | None:
    """Return the address of the client; a proxy's header counts only from a configured proxy.

    Read from the right: the first address that no configured proxy has is the client's (S7).
    """
    address = _address(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    while address and _is_trusted_proxy(address) and forwarded[-1].strip():
        address = _address(forwarded.pop().strip())
        forwarded = forwarded or [""]
    return str(address) if address else None


def browser_name(user_agent: str) -> str:
    """Name browser and system in words that a customer knows, as far as they are told."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    if not browser and re.search(r"Version/.*Safari", user_agent):
        browser = "Safari"
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return " på ".join(part for part in (browser, system) if part)[:MAX_BROWSER_LENGTH]


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _is_trusted_proxy(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return any(
        address in ipaddress.ip_network(network) for network in settings.HEMBANKEN_TRUSTED_PROXIES
    )
