"""The context of a request and its actor, for the audit log and the rate limits."""

import ipaddress
import re
import secrets
from dataclasses import dataclass, field
from functools import cache, lru_cache
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.translation import gettext as _

CORRELATION_ID = "correlation_id"
CORRELATION_ID_BYTES = 8
MAX_BROWSER_LENGTH = 60
ON = " på "  # separates browser and system in the audit log
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
class RequestContext:
    """The client's address and browser, which are not proof of identity.

    All events of one login, password reset or session share a `correlation_id` (B14).
    """

    address: str | None = None
    browser: str = ""
    correlation_id: str = ""


@dataclass(frozen=True)
class Actor:
    """Who changes a customer or a kodbox, for what reason, and in which request."""

    account_id: UUID
    reason: str = ""
    context: RequestContext = field(default_factory=RequestContext)


def context_of(request: HttpRequest) -> RequestContext:
    browser = browser_name(request.headers.get("User-Agent", ""))
    return RequestContext(client_address(request), browser, correlation_id_of(request))


def correlation_id_of(request: HttpRequest) -> str:
    """Return the session's correlation id, or one for this request only."""
    session = getattr(request, "session", {})
    request_id = request.META.setdefault(CORRELATION_ID, secrets.token_hex(CORRELATION_ID_BYTES))
    return str(session.get(CORRELATION_ID, request_id))


def keep_correlation_id(request: HttpRequest, session: SessionBase) -> None:
    """Store this request's correlation id in a session. It is unrelated to the session key."""
    session[CORRELATION_ID] = correlation_id_of(request)


def client_address(request: HttpRequest) -> str | None:
    """Return the client's address, or None if it is not valid.

    X-Forwarded-For is read only from trusted proxies, and from the right: the first address that
    is not a trusted proxy's is the client's (S7).
    """
    address = _address(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    while address and _is_trusted_proxy(address) and forwarded[-1].strip():
        address = _address(forwarded.pop().strip())
        forwarded = forwarded or [""]
    return str(address) if address else None


@lru_cache(maxsize=512)
def browser_name(user_agent: str) -> str:
    """Return the names of browser and operating system that customers know, or an empty string."""
    browser = next((name for token, name in BROWSERS if token in user_agent), "")
    if not browser and re.search(r"Version/.*Safari", user_agent):
        browser = "Safari"
    system = next((name for token, name in SYSTEMS if token in user_agent), "")
    return ON.join(part for part in (browser, system) if part)[:MAX_BROWSER_LENGTH]


def browser_in_words(stored: str) -> str:
    """Return a stored browser name in the active language."""
    browser, separator, system = stored.partition(ON)
    names = {"browser": browser, "system": system}
    return _("%(browser)s på %(system)s") % names if separator else stored


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _is_trusted_proxy(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return any(address in _network(proxy) for proxy in settings.HEMBANKEN_TRUSTED_PROXIES)


@cache
def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(text)
