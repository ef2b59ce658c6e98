"""The journal's details in words that staff understand: what was truly wrong, and by how much."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

AHEAD = re.compile(r"(\d+) ahead")
DETAILS = {
    "wrong": gettext_noop("fel siffror"),
    "out of step": gettext_noop("i otakt med banken"),
    "kodbox not in use": gettext_noop("kod från en kodbox som inte är i bruk"),
    "used before": gettext_noop("koden var redan använd"),
    "blocked": gettext_noop("avtalet är spärrat"),
    "expired": gettext_noop("det temporära lösenordet hade gått ut"),
    "first code": gettext_noop("första koden"),
}


def in_words(detail: str) -> str:
    """Return a detail of the journal in words, and as it stands where it has none."""
    ahead = AHEAD.fullmatch(detail)
    if ahead:
        return _("%(count)s koder före banken") % {"count": ahead[1]}
    return _(DETAILS[detail]) if detail in DETAILS else detail
