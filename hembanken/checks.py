"""System checks that refuse an unsafe start. Each names the fault and the remedy."""

import ipaddress
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register

from hembanken.crypto import keys

COLLECTOR_URL = re.compile(r"https://[a-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~%/?=&-]*)?")

Faults = Callable[[], Iterator[str]]
Check = Callable[..., list[Error]]


def safety_check(
    id: str, hint: str | None = None, *, production_only: bool = False
) -> Callable[[Faults], Check]:
    """Register a function that yields faults as a system check with an id and a remedy."""

    def decorator(faults: Faults) -> Check:
        def check(**_kwargs: Any) -> list[Error]:
            return [Error(fault, hint=hint, id=f"hembanken.{id}") for fault in faults()]

        register(Tags.security, deploy=production_only)(check)
        return check

    return decorator


@safety_check("E001")
def key_file_is_usable() -> Iterator[str]:
    try:
        keys.read(settings.HEMBANKEN_KEYS)
    except keys.KeysMissing as error:
        yield str(error)


@safety_check("E002", "Remove HEMBANKEN_EMULATOR from the environment.")
def emulator_is_for_the_demonstration() -> Iterator[str]:
    if settings.KODBOX_EMULATOR and not settings.DEMO:
        yield "The emulated kodbox is on outside the demonstration."


@safety_check("E003", "Write addresses or networks with commas between: 10.0.0.1, 10.1.0.0/16.")
def proxies_are_networks() -> Iterator[str]:
    invalid = [text for text in settings.HEMBANKEN_TRUSTED_PROXIES if not _is_network(text)]
    if invalid:
        yield f"HEMBANKEN_TRUSTED_PROXIES has an invalid address or network: {invalid[0]}."


@safety_check("E004", "DATABASE_URL=postgresql://user:password@host/name", production_only=True)
def database_is_postgresql() -> Iterator[str]:
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        yield "DATABASE_URL does not name a PostgreSQL database."


@safety_check("E005", "Leave HEMBANKEN_PROFILE out of the environment.", production_only=True)
def profile_is_production() -> Iterator[str]:
    if settings.PROFILE != "production":
        yield f"The profile {settings.PROFILE!r} is not a production profile."


@safety_check("E006", "For production, unset HEMBANKEN_PROFILE instead.")
def profiles_do_not_mix() -> Iterator[str]:
    for name in settings.MIXED_PROFILES:
        yield f"The demonstration does not start with production settings: unset {name}."


@safety_check("E007", "HEMBANKEN_ALLOWED_HOSTS=bank.example,www.bank.example", production_only=True)
def hosts_are_named() -> Iterator[str]:
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield "HEMBANKEN_ALLOWED_HOSTS must name the hosts of the site, and not all hosts."


@safety_check("E010", "python manage.py collectstatic --noinput", production_only=True)
def static_files_are_collected() -> Iterator[str]:
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield f"{settings.STATIC_ROOT} has no collected static files."


@safety_check("E011", "Article 4(3)(a) of Regulation (EU) 2018/389 requires joint of a bank.")
def refusals_setting_is_known() -> Iterator[str]:
    if settings.REFUSALS not in ("separate", "joint"):
        yield f"HEMBANKEN_REFUSALS must be separate or joint, not {settings.REFUSALS!r}."


@safety_check("E014", "HEMBANKEN_PUBLIC_PAUSE=off, or leave it out.")
def public_pause_is_on_or_off() -> Iterator[str]:
    if settings.PUBLIC_PAUSE not in ("on", "off"):
        yield f"HEMBANKEN_PUBLIC_PAUSE must be on or off, not {settings.PUBLIC_PAUSE!r}."


@safety_check("E015", "HEMBANKEN_KODBOX_KINDS=large,speaking")
def kinds_of_kodboxes_are_known() -> Iterator[str]:
    unknown = [kind for kind in settings.KODBOX_KINDS if kind not in ("large", "speaking")]
    if unknown:
        yield f"HEMBANKEN_KODBOX_KINDS has an unknown kind: {unknown[0]}."


@safety_check("E013", "HEMBANKEN_CSP_REPORTS=https://reports.bank.example/csp")
def report_collector_is_an_https_url() -> Iterator[str]:
    collector = settings.HEMBANKEN_CSP_REPORTS
    if collector and not COLLECTOR_URL.fullmatch(collector):
        yield f"HEMBANKEN_CSP_REPORTS must be an https URL, not {collector!r}."


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True
