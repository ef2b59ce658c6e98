"""The observatory's rule about the content policy, the longest of its rules."""

from tests.server.scanned import Seen

BROAD = {"*", "http:", "https:", "ftp:", "http://*", "https://*", "http://*.*", "https://*.*"}
UNSAFE = BROAD | {"'unsafe-inline'", "data:"}
PASSIVE = ("img-src", "media-src")


def content_security_policy(seen: Seen) -> int:
    policy = seen.policy()
    if not policy:
        return -25
    default = policy.get("default-src", ["*"])
    script, style, objects = (
        set(policy.get(name, default)) for name in ("script-src", "style-src", "object-src")
    )
    faults = {
        -20: script & UNSAFE or objects & BROAD or _insecure(policy, passive=False),
        -10: "'unsafe-eval'" in script | style or _insecure(policy, passive=True),
        0: style & UNSAFE,
    }
    best = 10 if default == ["'none'"] else 5
    return next((points for points, fault in faults.items() if fault), best)


def _insecure(policy: dict[str, list[str]], *, passive: bool) -> bool:
    sources = [each for name in policy if (name in PASSIVE) is passive for each in policy[name]]
    return any(source.startswith(("http:", "ftp:")) for source in sources)
