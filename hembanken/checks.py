"""The checks that stop an unsafe start; each names what is wrong and how to mend it."""

import ipaddress
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from hembanken import keys


@register(Tags.security)
def key_file_is_usable(**kwargs: Any) -> list[CheckMessage]:
    try:
        keys.read(settings.HEMBANKEN_KEYS)
    except keys.KeysMissing as reason:
        return [Error(str(reason), id="hembanken.E001")]
    return []


@register(Tags.security)
def emulator_stays_in_the_demonstration(**kwargs: Any) -> list[CheckMessage]:
    if settings.KODBOX_EMULATOR and not settings.DEMO:
        return [
            Error(
                "The emulated kodbox is switched on outside the demonstration.",
                hint="Remove HEMBANKEN_EMULATOR from the environment.",
                id="hembanken.E002",
            )
        ]
    return []


@register(Tags.security)
def proxies_are_networks(**kwargs: Any) -> list[CheckMessage]:
    wrong = [text for text in settings.HEMBANKEN_TRUSTED_PROXIES if not _is_network(text)]
    if wrong:
        return [
            Error(
                f"HEMBANKEN_TRUSTED_PROXIES holds what is no address or network: {wrong[0]}.",
                hint="Write addresses or networks with commas between: 10.0.0.1, 10.1.0.0/16.",
                id="hembanken.E003",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def database_is_postgresql(**kwargs: Any) -> list[CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        return [
            Error(
                "DATABASE_URL names no PostgreSQL database.",
                hint="DATABASE_URL=postgresql://user:password@host/name",
                id="hembanken.E004",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def profile_is_production(**kwargs: Any) -> list[CheckMessage]:
    if settings.PROFILE != "production":
        return [
            Error(
                f"The profile {settings.PROFILE!r} is not for production.",
                hint="Leave HEMBANKEN_PROFILE out of the environment.",
                id="hembanken.E005",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def guesses_stay_bounded(**kwargs: Any) -> list[CheckMessage]:
    """Two kodboxes, each window, each attempt before the first stop: at most 100 guesses (C6)."""
    if not 1 <= settings.ATTEMPTS_BEFORE_STOP <= 5:
        return [_bound("HEMBANKEN_ATTEMPTS_BEFORE_STOP", "from 1 to 5", "hembanken.E006")]
    if not 1 <= 2 * settings.LOOK_AHEAD_WINDOW * settings.ATTEMPTS_BEFORE_STOP <= 100:
        limit = 100 // (2 * settings.ATTEMPTS_BEFORE_STOP)
        return [_bound("HEMBANKEN_LOOK_AHEAD_WINDOW", f"from 1 to {limit}", "hembanken.E007")]
    return []


@register(Tags.security, deploy=True)
def sessions_end(**kwargs: Any) -> list[CheckMessage]:
    if not 120 <= settings.IDLE_SECONDS <= 300:
        return [_bound("HEMBANKEN_IDLE_SECONDS", "from 120 to 300 (RTS 4(3)(d))", "hembanken.E008")]
    if not 3_600 <= settings.SESSION_COOKIE_AGE <= 86_400:
        return [_bound("HEMBANKEN_SESSION_SECONDS", "from 3600 to 86400 (E4)", "hembanken.E009")]
    return []


def _bound(setting: str, bounds: str, code: str) -> CheckMessage:
    return Error(f"{setting} must be {bounds}.", hint=f"Set {setting} within its bounds.", id=code)


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True
