"""HMAC-based one-time passwords (RFC 4226), as the bank verifies them."""

import hmac
from collections.abc import Sequence

DIGITS = 8
MODULUS = 10**DIGITS
MIN_SECRET_BYTES = 16  # RFC 4226 section 4, R6


def matching_counters(secret: bytes, code: str, counters: range) -> Sequence[int]:
    """Return every counter in the range that gives the code.

    Each counter is computed, and numbers below 2**31 are compared, so that the work does not
    depend on the position of a match (C11). One keyed HMAC is copied for each counter, which is
    faster than `hmac.digest` for 1,000 counters.
    """
    keyed, expected = hmac.new(secret, digestmod="sha1"), int(code)
    return [counter for counter in counters if _truncated(keyed, counter) % MODULUS == expected]


def _truncated(keyed: hmac.HMAC, counter: int) -> int:
    """Return the 31 bits of dynamic truncation (RFC 4226 section 5.3)."""
    mac = keyed.copy()
    mac.update(counter.to_bytes(8))
    digest = mac.digest()
    offset = digest[19] & 0x0F
    return int.from_bytes(digest[offset : offset + 4]) & 0x7FFF_FFFF
