"""System checks that refuse settings outside their bounds."""

from collections.abc import Iterator

from django.conf import settings

from hembanken.checks import safety_check

MAX_GUESSES = 100  # RFC 4226 section 6: two kodboxes, ten counters, five attempts
BOUNDS = (
    ("ATTEMPTS_BEFORE_WARNING", 1, 5),
    ("ATTEMPTS_BEFORE_LOCKOUT", 1, 5),  # RTS 4(3)(b)
    ("ATTEMPTS_BEFORE_PERMANENT_LOCKOUT", 5, 100),  # NIST SP 800-63B-4 section 3.2.2
    ("LOCKOUT_SECONDS", 60, 604_800),
    ("ADDRESS_FAILURES", 5, 10_000),
    ("ADDRESS_SECONDS", 60, 86_400),
    ("SITE_FAILURES", 100, 10_000_000),
    ("SITE_SECONDS", 60, 3_600),
    ("LOOK_AHEAD_WINDOW", 1, 50),
    ("RESYNC_WINDOW", 50, 10_000),
    ("TEMPORARY_PASSWORD_SECONDS", 60, 3_600),
    ("EARLIER_PASSWORD_DAYS", 1, 30),
    ("PAUSES_BEFORE_ALARM", 1, 100_000),
    ("LOGIN_STEP_SECONDS", 60, 300),  # RTS 4(3)(d)
    ("LOGIN_SECONDS", 300, 3_600),
    ("IDLE_SECONDS", 120, 300),  # RTS 4(3)(d)
    ("MESSAGE_TRIES", 1, 100),
    ("REQUESTS_AT_ONCE", 1, 64),
    ("BUSY_SECONDS", 1, 10),
    ("RETENTION_DAYS", 1, 4_000),  # lag (2017:630) 5 kap. 3-4 §§: five years, ten at most
    ("SESSION_SECONDS", 3_600, 86_400),  # NIST SP 800-63B-4 section 2.2.3
)


@safety_check("E008", "Set it within its bounds, or leave it out.", production_only=True)
def settings_are_within_bounds() -> Iterator[str]:
    for name, low, high in BOUNDS:
        value = getattr(settings, name)
        values = value if isinstance(value, list) else [value]
        if not all(low <= each <= high for each in values):
            yield f"HEMBANKEN_{name} must be from {low} to {high}."


@safety_check("E009", "Lower one of the two.", production_only=True)
def guesses_before_lockout_are_limited() -> Iterator[str]:
    """Refuse more than 100 guessable codes before the first lockout, with two kodboxes (C6)."""
    if 2 * settings.LOOK_AHEAD_WINDOW * settings.ATTEMPTS_BEFORE_LOCKOUT > MAX_GUESSES:
        yield (
            "HEMBANKEN_LOOK_AHEAD_WINDOW times HEMBANKEN_ATTEMPTS_BEFORE_LOCKOUT, for two "
            f"kodboxes, must be at most {MAX_GUESSES}."
        )
