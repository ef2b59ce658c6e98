"""The checks that stop an unsafe start; each names what is wrong and how to mend it."""

import ipaddress
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from hembanken import keys

MOST_GUESSES = 100  # RFC 4226 section 6: two boxes, ten counters, five attempts
BOUNDS = (
    ("ATTEMPTS_BEFORE_WARNING", 1, 5),
    ("ATTEMPTS_BEFORE_STOP", 1, 5),  # RTS 4(3)(b)
    ("ATTEMPTS_BEFORE_BLOCK", 5, 100),  # NIST SP 800-63B-4 section 3.2.2
    ("STOP_SECONDS", 60, 604_800),
    ("ADDRESS_FAILURES", 5, 10_000),
    ("ADDRESS_SECONDS", 60, 86_400),
    ("SITE_FAILURES", 100, 10_000_000),
    ("SITE_SECONDS", 60, 3_600),
    ("LOOK_AHEAD_WINDOW", 1, 50),
    ("RESYNC_WINDOW", 50, 10_000),
    ("TEMPORARY_PASSWORD_SECONDS", 60, 3_600),
    ("LOGIN_STEP_SECONDS", 60, 300),  # RTS 4(3)(d)
    ("LOGIN_SECONDS", 300, 3_600),
    ("IDLE_SECONDS", 120, 300),  # RTS 4(3)(d)
    ("MESSAGE_TRIES", 1, 100),
    ("REQUESTS_AT_ONCE", 1, 64),
    ("BUSY_SECONDS", 1, 10),
    ("RETENTION_DAYS", 1, 4_000),  # lag (2017:630) 5 kap. 3-4 §§: five years, ten at most
    ("SESSION_SECONDS", 3_600, 86_400),  # NIST SP 800-63B-4 section 2.2.3
)


@register(Tags.security)
def key_file_is_usable(**kwargs: Any) -> Iterator[CheckMessage]:
    try:
        keys.read(settings.HEMBANKEN_KEYS)
    except keys.KeysMissing as reason:
        yield Error(str(reason), id="hembanken.E001")


@register(Tags.security)
def emulator_stays_in_the_demonstration(**kwargs: Any) -> Iterator[CheckMessage]:
    if settings.KODBOX_EMULATOR and not settings.DEMO:
        yield Error(
            "The emulated kodbox is switched on outside the demonstration.",
            hint="Remove HEMBANKEN_EMULATOR from the environment.",
            id="hembanken.E002",
        )


@register(Tags.security)
def proxies_are_networks(**kwargs: Any) -> Iterator[CheckMessage]:
    wrong = [text for text in settings.HEMBANKEN_TRUSTED_PROXIES if not _is_network(text)]
    if wrong:
        yield Error(
            f"HEMBANKEN_TRUSTED_PROXIES holds what is no address or network: {wrong[0]}.",
            hint="Write addresses or networks with commas between: 10.0.0.1, 10.1.0.0/16.",
            id="hembanken.E003",
        )


@register(Tags.security, deploy=True)
def database_is_postgresql(**kwargs: Any) -> Iterator[CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        yield Error(
            "DATABASE_URL names no PostgreSQL database.",
            hint="DATABASE_URL=postgresql://user:password@host/name",
            id="hembanken.E004",
        )


@register(Tags.security, deploy=True)
def profile_is_production(**kwargs: Any) -> Iterator[CheckMessage]:
    if settings.PROFILE != "production":
        yield Error(
            f"The profile {settings.PROFILE!r} is not for production.",
            hint="Leave HEMBANKEN_PROFILE out of the environment.",
            id="hembanken.E005",
        )


@register(Tags.security)
def profiles_do_not_mix(**kwargs: Any) -> Iterator[CheckMessage]:
    for name in settings.MIXED_PROFILES:
        yield Error(
            f"The demonstration does not start with production settings: unset {name}.",
            hint="For production, unset HEMBANKEN_PROFILE instead.",
            id="hembanken.E006",
        )


@register(Tags.security, deploy=True)
def hosts_are_named(**kwargs: Any) -> Iterator[CheckMessage]:
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "HEMBANKEN_ALLOWED_HOSTS must name the hosts of the site, and not all hosts.",
            hint="HEMBANKEN_ALLOWED_HOSTS=bank.example,www.bank.example",
            id="hembanken.E007",
        )


@register(Tags.security, deploy=True)
def figures_are_within_bounds(**kwargs: Any) -> Iterator[CheckMessage]:
    for name, low, high in BOUNDS:
        if not all(low <= figure <= high for figure in _figures(name)):
            yield Error(
                f"HEMBANKEN_{name} must be from {low} to {high}.",
                hint=f"Set HEMBANKEN_{name} within its bounds, or leave it out.",
                id="hembanken.E008",
            )


@register(Tags.security, deploy=True)
def guesses_stay_few(**kwargs: Any) -> Iterator[CheckMessage]:
    """Two kodboxes, each window, each attempt before the first stop: at most 100 guesses (C6)."""
    if 2 * settings.LOOK_AHEAD_WINDOW * settings.ATTEMPTS_BEFORE_STOP > MOST_GUESSES:
        yield Error(
            f"HEMBANKEN_LOOK_AHEAD_WINDOW times HEMBANKEN_ATTEMPTS_BEFORE_STOP, for two kodboxes, "
            f"must be at most {MOST_GUESSES}.",
            hint="Lower one of the two.",
            id="hembanken.E009",
        )


@register(Tags.security, deploy=True)
def static_files_are_collected(**kwargs: Any) -> Iterator[CheckMessage]:
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield Error(
            f"No static files are collected in {settings.STATIC_ROOT}.",
            hint="python manage.py collectstatic --noinput",
            id="hembanken.E010",
        )


@register(Tags.security)
def refusals_are_known(**kwargs: Any) -> Iterator[CheckMessage]:
    if settings.REFUSALS not in ("separate", "joint"):
        yield Error(
            f"HEMBANKEN_REFUSALS must be separate or joint, and not {settings.REFUSALS!r}.",
            hint="joint is what article 4(3)(a) of Regulation (EU) 2018/389 asks of a bank.",
            id="hembanken.E011",
        )


def _figures(name: str) -> list[int]:
    value = getattr(settings, name)
    return value if isinstance(value, list) else [value]


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True
