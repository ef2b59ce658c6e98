"""What the MDN HTTP Observatory gives points for: a function for each of its rules.

Written from the rules of mdn/mdn-http-observatory (its grader's chart and its analyzer's tests) as
of September 2026. What this site does not use counts as missing or as wrong: nonces and hashes,
policies in the page, a second policy, and being on the browsers' list for HSTS.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from tests.server.content_policy import content_security_policy
from tests.server.scanned import Seen

BASE = 100
BONUSES_FROM = 90  # A site with more penalties than ten points gets no bonus.
SIX_MONTHS_SECONDS = 15_552_000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
LEAKY = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}
SCRIPT = re.compile(r"<script[^>]*\bsrc=\"([^\"]+)\"[^>]*>")

Rule = Callable[[Seen], int]


def cookies(seen: Seen) -> int:
    is_kept_secure = strict_transport_security(seen) == 0
    points = [_cookie(text, is_kept_secure=is_kept_secure) for text in seen.cookies]
    return min(points, default=0)


def _cookie(text: str, *, is_kept_secure: bool) -> int:
    name, *parts = (part.strip().lower() for part in text.split(";"))
    is_session = re.search("sess|login", name.partition("=")[0]) is not None
    same_site = next(
        (part.partition("=")[2] for part in parts if part.startswith("samesite")), None
    )
    faults = {
        -40: is_session and "secure" not in parts and not is_kept_secure,
        -30: is_session and "httponly" not in parts,
        -20: _is_sent_along(name, same_site) or not ("secure" in parts or is_kept_secure),
        -10: is_session and "secure" not in parts,
        -5: "secure" not in parts,
        0: same_site is None,
    }
    return next((points for points, fault in faults.items() if fault), 5)


def _is_sent_along(name: str, same_site: str | None) -> bool:
    if same_site is None:
        return "csrf" in name.partition("=")[0]
    return same_site not in ("lax", "strict")


def cross_origin_resource_sharing(seen: Seen) -> int:
    allowed = seen.preflight.get("Access-Control-Allow-Origin", "*")
    credentials = seen.preflight.get("Access-Control-Allow-Credentials", "")
    return -50 if allowed != "*" and credentials.lower() == "true" else 0


def redirection(seen: Seen) -> int:
    first, *later = map(urlsplit, seen.route)
    faults = {
        -20: not later or later[-1].scheme != "https",
        -10: later and later[0].scheme != "https",
        -5: later and later[0].hostname != first.hostname,
    }
    return next((points for points, fault in faults.items() if fault), 0)


def referrer_policy(seen: Seen) -> int:
    told = [part.strip() for part in seen.header("Referrer-Policy").split(",")]
    known = [part for part in told if part in PRIVATE | LEAKY]
    if told == [""]:
        return 0
    return 5 if known and known[-1] in PRIVATE else -5


def strict_transport_security(seen: Seen) -> int:
    age = re.search(r"(?:^|;)\s*max-age=(\d+)", seen.header("Strict-Transport-Security"))
    if age is None:
        return -20
    return 0 if int(age[1]) >= SIX_MONTHS_SECONDS else -10


def subresource_integrity(seen: Seen) -> int:
    tags = [(match[1], "integrity=" in match[0]) for match in SCRIPT.finditer(seen.body)]
    foreign = [(source, is_pinned) for source, is_pinned in tags if "//" in source]
    insecure = [is_pinned for source, is_pinned in foreign if not source.startswith("https:")]
    if insecure:
        return -20 if all(insecure) else -50
    if not all(is_pinned for _, is_pinned in foreign):
        return -5
    return 5 if any(is_pinned for _, is_pinned in tags) else 0


def x_content_type_options(seen: Seen) -> int:
    return 0 if seen.header("X-Content-Type-Options") == "nosniff" else -5


def x_frame_options(seen: Seen) -> int:
    told = seen.header("X-Frame-Options")
    if "frame-ancestors" in seen.policy() or told in ("deny", "sameorigin"):
        return 5
    return 0 if told.startswith("allow-from") else -20


def cross_origin(header: str, isolating: set[str], sharing: str) -> Rule:
    """Return the rule of a header that is wrong, shares with others, or keeps to itself."""
    points = {"": 0, sharing: 0} | dict.fromkeys(isolating, 10)
    return lambda seen: points.get(seen.header(header), -5)


RULES: dict[str, Rule] = {
    "content-security-policy": content_security_policy,
    "cookies": cookies,
    "cross-origin-resource-sharing": cross_origin_resource_sharing,
    "redirection": redirection,
    "referrer-policy": referrer_policy,
    "strict-transport-security": strict_transport_security,
    "subresource-integrity": subresource_integrity,
    "x-content-type-options": x_content_type_options,
    "x-frame-options": x_frame_options,
    "cross-origin-resource-policy": cross_origin(
        "Cross-Origin-Resource-Policy", {"same-origin", "same-site"}, "cross-origin"
    ),
}
NEW_RULES: dict[str, Rule] = {  # decided and written, and perhaps not yet what the scanner runs
    "cross-origin-opener-policy": cross_origin(
        "Cross-Origin-Opener-Policy",
        {"same-origin", "same-origin-allow-popups", "noopener-allow-popups"},
        "unsafe-none",
    ),
    "cross-origin-embedder-policy": cross_origin(
        "Cross-Origin-Embedder-Policy", {"require-corp", "credentialless"}, "unsafe-none"
    ),
}


def score(points: list[int]) -> int:
    """Return the sum that the scanner shows."""
    without = BASE + sum(each for each in points if each < 0)
    return BASE + sum(points) if without >= BONUSES_FROM else without
