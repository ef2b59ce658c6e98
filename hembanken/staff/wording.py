"""The audit log's details in words that staff understand: what was truly wrong, and by how much."""

import re

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

DETAILS = {
    "wrong": gettext_noop("fel siffror"),
    "out of step": gettext_noop("i otakt med banken"),
    "kodbox not in use": gettext_noop("kod från en kodbox som inte är i bruk"),
    "used before": gettext_noop("koden var redan använd, eller äldre än den senast använda"),
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


def in_words(detail: str) -> str:
    """Translate the parts of an audit detail that have a translation."""
    return "".join(_part_in_words(part) for part in PARTS.split(detail))


def in_source_language(words: object) -> str:
    """Return words in the language in which the audit log keeps them, whoever chose them."""
    with override(settings.LANGUAGE_CODE):
        return str(words)


def _part_in_words(part: str) -> str:
    for pattern, words in PATTERNS:
        if found := pattern.fullmatch(part):
            return _(words) % found[1]
    return _(DETAILS.get(part, part))
