"""Where a request comes from, as the audit log and the limits are told of it."""

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
ON = " på "  # between browser and system, as the audit log keeps them
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
    """An address and a browser in words, neither of which proves anything.

    `interaction` is what the events of one login, reset or session have in common (B14).
    """

    address: str | None = None
    browser: str = ""
    correlation_id: str = ""


@dataclass(frozen=True)
class Actor:
    """What somebody does to a customer or a kodbox, for the audit log: who, why, from where."""

    account_id: UUID
    reason: str = ""
    context: RequestContext = field(default_factory=RequestContext)


def context_of(request: HttpRequest) -> RequestContext:
    """Return where a request comes from."""
    browser = browser_name(request.headers.get("User-Agent", ""))
    return RequestContext(client_address(request), browser, correlation_id_of(request))


def correlation_id_of(request: HttpRequest) -> str:
    """Return the token of the interaction that the session keeps, or one for this request only."""
    session = getattr(request, "session", {})
    token = request.META.setdefault(CORRELATION_ID, secrets.token_hex(CORRELATION_ID_BYTES))
    return str(session.get(CORRELATION_ID, token))


def keep_correlation_id(request: HttpRequest, session: SessionBase) -> None:
    """Let a session go on with this request's token, which says nothing of the session's key."""
    session[CORRELATION_ID] = correlation_id_of(request)


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


@lru_cache(maxsize=512)
def browser_name(user_agent: str) -> str:
    """Name browser and system in words that a customer knows, as far as they are told."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    if not browser and re.search(r"Version/.*Safari", user_agent):
        browser = "Safari"
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return ON.join(part for part in (browser, system) if part)[:MAX_BROWSER_LENGTH]


def browser_in_words(kept: str) -> str:
    """Return a browser's name as it was kept, in the language of whoever reads it."""
    browser, is_on, system = kept.partition(ON)
    told = {"browser": browser, "system": system}
    return _("%(browser)s på %(system)s") % told if is_on else kept


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _is_trusted_proxy(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return any(address in _network(told) for told in settings.HEMBANKEN_TRUSTED_PROXIES)


@cache
def _network(told: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(told)
