"""Failures counted by address and for the whole site, whatever number they name.

They stop browsers that are not known to their customer, when far more fails than normally does.
The site's count is spread over several rows, so that no row becomes hot under attack; the one
that fills up first stops the site.
"""

import datetime
import ipaddress
import logging
import secrets

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from accounts.models import RateLimitCount
from hembanken.crypto import blind_index

logger = logging.getLogger(__name__)
IPV6_PREFIX = 64  # the bits of an address that one customer's network has
SHARDS = 16
ADDRESS, SITE = "address", "site"
INCREMENT = """
INSERT INTO accounts_ratelimitcount AS old (key, failures, since) VALUES (%(key)s, 1, %(now)s)
ON CONFLICT (key) DO UPDATE SET
  failures = CASE WHEN old.since <= %(before)s THEN 1 ELSE old.failures + 1 END,
  since = CASE WHEN old.since <= %(before)s THEN excluded.since ELSE old.since END,
  locked_until = CASE WHEN old.since > %(before)s AND old.failures + 1 = %(limit)s
    THEN %(until)s ELSE old.locked_until END
RETURNING failures
"""


def keys_for(address: str | None) -> tuple[bytes, ...]:
    """Return the counts that stop attempts from an address: its own, and the site's."""
    return _key(ADDRESS, _network(address)), _key(SITE, "")


def count_failure(keys: tuple[bytes, ...]) -> None:
    """Count one failure against an address and the site."""
    if not keys:
        return
    own, site = keys
    _increment(own, settings.ADDRESS_FAILURES, settings.ADDRESS_SECONDS)
    shard = _key(SITE, str(secrets.randbelow(SHARDS)))
    if _increment(shard, -(-settings.SITE_FAILURES // SHARDS), settings.SITE_SECONDS):
        _limit_site(site, settings.SITE_SECONDS)
        logger.error(
            "Unknown browsers are stopped for %s s: over %s failed attempts in %s s on the site.",
            settings.SITE_SECONDS,
            settings.SITE_FAILURES,
            settings.SITE_SECONDS,
        )


def limited_until(keys: tuple[bytes, ...]) -> datetime.datetime | None:
    """Return when the last of these stops ends, if one is on."""
    stopped = RateLimitCount.objects.filter(key__in=keys, locked_until__gt=timezone.now())
    last: datetime.datetime | None = stopped.aggregate(last=Max("locked_until"))["last"]
    return last


def _increment(key: bytes, limit: int, seconds: int) -> bool:
    """Count a failure within a window of so many seconds; tell whether it began a stop."""
    now, window = timezone.now(), datetime.timedelta(seconds=seconds)
    moments = {"now": now, "before": now - window, "until": now + window}
    adapt = connection.ops.adapt_datetimefield_value
    told = {name: adapt(moment) for name, moment in moments.items()}
    with connection.cursor() as cursor:
        cursor.execute(INCREMENT, told | {"key": key, "limit": limit})
        return bool(cursor.fetchone()[0] == limit)


def _limit_site(key: bytes, seconds: int) -> None:
    stopped = RateLimitCount(key=key, locked_until=timezone.now() + datetime.timedelta(0, seconds))
    RateLimitCount.objects.bulk_create(
        [stopped],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["locked_until"],
    )


def _key(kind: str, name: str) -> bytes:
    return blind_index.compute(f"{kind}:{name}")


def _network(address: str | None) -> str:
    """Return an IPv4 address as it is, and of an IPv6 address the network that it lies in (S7)."""
    if address is None:
        return ""
    known = ipaddress.ip_address(address)
    if known.version == 4:
        return str(known)
    mapped = known.ipv4_mapped
    return str(mapped or ipaddress.ip_network((known, IPV6_PREFIX), strict=False))
