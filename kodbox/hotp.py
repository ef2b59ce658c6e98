"""HMAC-based one-time passwords (RFC 4226), as the bank checks them."""

import hmac
from collections.abc import Sequence

DIGITS = 8
MODULUS = 10**DIGITS
MIN_SECRET_BYTES = 16  # RFC 4226 section 4, R6


def matching_counters(secret: bytes, code: str, counters: range) -> Sequence[int]:
    """Return every counter in the range whose code this is, having looked at all of them.

    Small numbers are compared, not text: the work does not depend on where a match stands
    (C11). The secret is taken in once for all of them, so that 1,000 counters
    cost less than as many calls of `hmac.digest`.
    """
    keyed, wanted = hmac.new(secret, digestmod="sha1"), int(code)
    return [counter for counter in counters if _truncated(keyed, counter) % MODULUS == wanted]


def _truncated(keyed: hmac.HMAC, counter: int) -> int:
    """Return the 31 bits that dynamic truncation picks out (RFC 4226 section 5.3)."""
    of_counter = keyed.copy()
    of_counter.update(counter.to_bytes(8))
    digest = of_counter.digest()
    offset = digest[19] & 0x0F
    return int.from_bytes(digest[offset : offset + 4]) & 0x7FFF_FFFF
