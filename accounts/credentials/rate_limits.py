"""Rate limits on failed attempts, by address and for the whole site, whatever the number.

The limits apply to unknown browsers only. The site's count is spread over several rows, so that
no row becomes hot under attack. The first row that reaches its share limits the site.
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

log = logging.getLogger(__name__)
IPV6_PREFIX_BITS = 64  # the network of one customer
SHARDS = 16
ADDRESS, SITE = "address", "site"
INCREMENT = """
INSERT INTO accounts_ratelimitcount AS old (key, failures, since) VALUES (%(key)s, 1, %(now)s)
ON CONFLICT (key) DO UPDATE SET
  failures = CASE WHEN old.since <= %(before)s THEN 1 ELSE old.failures + 1 END,
  since = CASE WHEN old.since <= %(before)s THEN excluded.since ELSE old.since END,
  limited_until = CASE WHEN old.since > %(before)s AND old.failures + 1 = %(limit)s
    THEN %(until)s ELSE old.limited_until END
RETURNING failures
"""


def keys_for(address: str | None) -> tuple[bytes, ...]:
    """Return the keys of the limits for an address: its own limit, and the site's."""
    return _key(ADDRESS, _network(address)), _key(SITE, "")


def count_failure(keys: tuple[bytes, ...]) -> None:
    """Count one failure against an address and the site."""
    if not keys:
        return
    address, site = keys
    _increment(address, settings.ADDRESS_FAILURES, settings.ADDRESS_SECONDS)
    shard = _key(SITE, str(secrets.randbelow(SHARDS)))
    if _increment(shard, -(-settings.SITE_FAILURES // SHARDS), settings.SITE_SECONDS):
        until = timezone.now() + datetime.timedelta(seconds=settings.SITE_SECONDS)
        RateLimitCount.objects.bulk_create(
            [RateLimitCount(key=site, limited_until=until)],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["limited_until"],
        )
        log.error(
            "Unknown browsers are refused for %s s: over %s failed attempts in %s s on the site.",
            settings.SITE_SECONDS,
            settings.SITE_FAILURES,
            settings.SITE_SECONDS,
        )


def limited_until(keys: tuple[bytes, ...]) -> datetime.datetime | None:
    """Return when the last of these limits ends, or None."""
    limited = RateLimitCount.objects.filter(key__in=keys, limited_until__gt=timezone.now())
    last: datetime.datetime | None = limited.aggregate(last=Max("limited_until"))["last"]
    return last


def _increment(key: bytes, limit: int, seconds: int) -> bool:
    """Count a failure within a window of time. Return whether the failure reached the limit."""
    now, window = timezone.now(), datetime.timedelta(seconds=seconds)
    moments = {"now": now, "before": now - window, "until": now + window}
    adapt = connection.ops.adapt_datetimefield_value
    params = {name: adapt(moment) for name, moment in moments.items()}
    with connection.cursor() as cursor:
        cursor.execute(INCREMENT, params | {"key": key, "limit": limit})
        return bool(cursor.fetchone()[0] == limit)


def _key(kind: str, name: str) -> bytes:
    return blind_index.compute(f"{kind}:{name}")


def _network(address: str | None) -> str:
    """Return an IPv4 address as it is, and the network of an IPv6 address (S7)."""
    if address is None:
        return ""
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return str(parsed)
    mapped = parsed.ipv4_mapped
    return str(mapped or ipaddress.ip_network((parsed, IPV6_PREFIX_BITS), strict=False))
