"""The journal's details in words that staff understand: what was truly wrong, and by how much."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

AHEAD = re.compile(r"(\d+) ahead$")
DETAILS = {
    "wrong": gettext_noop("fel siffror"),
    "out of step": gettext_noop("i otakt med banken"),
    "kodbox not in use": gettext_noop("kod från en kodbox som inte är i bruk"),
    "used before": gettext_noop("koden var redan använd"),
    "blocked": gettext_noop("avtalet är spärrat"),
    "expired": gettext_noop("det temporära lösenordet hade gått ut"),
    "identified": gettext_noop("av kunden själv, inloggad"),
    "waiting": gettext_noop("utan inloggning, kunden ska identifieras"),
    "first code": gettext_noop("första koden"),
}


def in_words(detail: str) -> str:
    """Return a detail of the journal in words; what it does not know stays as it stands."""
    ahead = AHEAD.search(detail)
    if ahead:
        told = _("%(count)s koder före banken") % {"count": ahead[1]}
        return f"{in_words(detail[: ahead.start()])}{told}"
    reason, colon, more = detail.partition(": ")
    return f"{_(DETAILS.get(reason, reason))}{colon}{more}" if reason else ""
