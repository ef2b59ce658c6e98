"""Wording of the audit log's details for staff."""

import re

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

DETAILS = {
    "wrong": gettext_noop("fel siffror"),
    "out of step": gettext_noop("ur takt med banken"),
    "kodbox not in use": gettext_noop("kod från en kodbox som inte är i bruk"),
    "used before": gettext_noop("koden var redan använd, eller äldre än den senast använda"),
    "order": gettext_noop("vid en beställning av kodbox"),
    "pause": gettext_noop("vid spärr av kodboxen"),
    "paused": gettext_noop("kunden har spärrat kodboxen"),
    "by password": gettext_noop("med nummer och lösenord"),
    "by earlier password": gettext_noop("med lösenordet från före det senast skapade"),
    "by login": gettext_noop("av kunden själv, inloggad"),
    "blocked": gettext_noop("avtalet är spärrat"),
    "expired": gettext_noop("det temporära lösenordet hade gått ut"),
    "identified": gettext_noop("av kunden själv, inloggad"),
    "waiting": gettext_noop("utan inloggning, kunden ska identifieras"),
    "first code": gettext_noop("första koden"),
    "registered with the customer": gettext_noop("registrerad med kunden"),
}
PATTERNS = (
    (re.compile(r"(\d+) ahead"), gettext_noop("%s koder före banken")),
    (re.compile(r"replaced by (\S+)"), gettext_noop("ersatt av %s")),
)
PARTS = re.compile(r"(: | \(|\))")


def localised_detail(detail: str) -> str:
    """Return an audit detail with its known parts translated."""
    return "".join(_localised_part(part) for part in PARTS.split(detail))


def in_source_language(text: object) -> str:
    """Return a lazy text in the source language, which the audit log stores."""
    with override(settings.LANGUAGE_CODE):
        return str(text)


def _localised_part(part: str) -> str:
    for pattern, text in PATTERNS:
        if match := pattern.fullmatch(part):
            return _(text) % match[1]
    return _(DETAILS.get(part, part))
