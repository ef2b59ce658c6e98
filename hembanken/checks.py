"""System checks that refuse an unsafe start. Each names the fault and the remedy."""

import ipaddress
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from hembanken.crypto import keys

COLLECTOR_URL = re.compile(r"https://[a-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~%/?=&-]*)?")


@register(Tags.security)
def key_file_is_usable(**kwargs: Any) -> Iterator[CheckMessage]:
    try:
        keys.read(settings.HEMBANKEN_KEYS)
    except keys.KeysMissing as error:
        yield Error(str(error), id="hembanken.E001")


@register(Tags.security)
def emulator_is_for_the_demonstration(**kwargs: Any) -> Iterator[CheckMessage]:
    if settings.KODBOX_EMULATOR and not settings.DEMO:
        yield Error(
            "The emulated kodbox is on outside the demonstration.",
            hint="Remove HEMBANKEN_EMULATOR from the environment.",
            id="hembanken.E002",
        )


@register(Tags.security)
def proxies_are_networks(**kwargs: Any) -> Iterator[CheckMessage]:
    invalid = [text for text in settings.HEMBANKEN_TRUSTED_PROXIES if not _is_network(text)]
    if invalid:
        yield Error(
            f"HEMBANKEN_TRUSTED_PROXIES has an invalid address or network: {invalid[0]}.",
            hint="Write addresses or networks with commas between: 10.0.0.1, 10.1.0.0/16.",
            id="hembanken.E003",
        )


@register(Tags.security, deploy=True)
def database_is_postgresql(**kwargs: Any) -> Iterator[CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        yield Error(
            "DATABASE_URL does not name a PostgreSQL database.",
            hint="DATABASE_URL=postgresql://user:password@host/name",
            id="hembanken.E004",
        )


@register(Tags.security, deploy=True)
def profile_is_production(**kwargs: Any) -> Iterator[CheckMessage]:
    if settings.PROFILE != "production":
        yield Error(
            f"The profile {settings.PROFILE!r} is not a production profile.",
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
def static_files_are_collected(**kwargs: Any) -> Iterator[CheckMessage]:
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield Error(
            f"{settings.STATIC_ROOT} has no collected static files.",
            hint="python manage.py collectstatic --noinput",
            id="hembanken.E010",
        )


@register(Tags.security)
def refusals_setting_is_known(**kwargs: Any) -> Iterator[CheckMessage]:
    if settings.REFUSALS not in ("separate", "joint"):
        yield Error(
            f"HEMBANKEN_REFUSALS must be separate or joint, not {settings.REFUSALS!r}.",
            hint="Article 4(3)(a) of Regulation (EU) 2018/389 requires joint of a bank.",
            id="hembanken.E011",
        )


@register(Tags.security)
def report_collector_is_an_https_url(**kwargs: Any) -> Iterator[CheckMessage]:
    collector = settings.HEMBANKEN_CSP_REPORTS
    if collector and not COLLECTOR_URL.fullmatch(collector):
        yield Error(
            f"HEMBANKEN_CSP_REPORTS must be an https URL, not {collector!r}.",
            hint="HEMBANKEN_CSP_REPORTS=https://reports.bank.example/csp",
            id="hembanken.E013",
        )


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True
