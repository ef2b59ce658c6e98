"""The journal's details in words that staff understand: what was truly wrong, and by how much."""

import re

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

DETAILS = {
    "wrong": gettext_noop("fel siffror"),
    "out of step": gettext_noop("i otakt med banken"),
    "kodbox not in use": gettext_noop("kod från en kodbox som inte är i bruk"),
    "used before": gettext_noop("koden var redan använd"),
    "blocked": gettext_noop("avtalet är spärrat"),
    "expired": gettext_noop("det temporära lösenordet hade gått ut"),
    "first code": gettext_noop("första koden"),
    "two codes": gettext_noop("två koder i rad"),
    "waiting": gettext_noop("kunden är inte identifierad än"),
    "identified": gettext_noop("kunden är identifierad"),
    "registered with the customer": gettext_noop("registrerad med kunden"),
}
PATTERNS = (
    (re.compile(r"(\d+) ahead"), gettext_noop("%s koder före banken")),
    (re.compile(r"replaced by (\S+)"), gettext_noop("ersatt av %s")),
    (re.compile(r"order (\d+)"), gettext_noop("beställning %s")),
)
PARTS = re.compile(r"(: | \(|\))")


def in_words(detail: str) -> str:
    """Return a detail of the journal in words: each part that has some, the others as they are."""
    for pattern, words in PATTERNS:
        if found := pattern.fullmatch(detail):
            return _(words) % found[1]
    return "".join(_(DETAILS.get(part, part)) for part in PARTS.split(detail))


def as_kept(words: object) -> str:
    """Return words in the language in which the journal keeps them, whoever chose them."""
    with override(settings.LANGUAGE_CODE):
        return str(words)
