"""Django's makemessages, without dates in the catalogue, on which two branches would conflict."""

import re
from pathlib import Path

from django.core.management.commands import makemessages

VOLATILE = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|X-Generator):.*\n', re.MULTILINE
)


def without_volatile_headers(catalogue: str) -> str:
    """Return a catalogue without the headers that change while its texts do not."""
    header, separator, texts = catalogue.partition("\n\n")
    return VOLATILE.sub("", header) + separator + texts


class Command(makemessages.Command):
    help = __doc__

    def write_po_file(self, potfile: str, locale: str) -> None:
        super().write_po_file(potfile, locale)
        path = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        path.write_text(without_volatile_headers(path.read_text("utf-8")), "utf-8", newline="\n")
