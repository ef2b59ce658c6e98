"""The texts marked for translation, and the contents of the catalogues, read by Babel."""

import re
from io import BytesIO
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "hembanken" / "locale" / "en" / "LC_MESSAGES"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CODE = sorted(
    path
    for package in ("accounts", "hembanken", "kodbox")
    for path in (ROOT / package).rglob("*.py")
    if not {"migrations", "management"} & set(path.parts)
)
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOT_TEXT = re.compile(r"<[^>]*>|%\(\w+\)s|%[sd]")
WORD = re.compile(r"[^\W\d_]+")


def po():
    return read_po(BytesIO((FOLDER / "django.po").read_bytes()))


def mo():
    return read_mo(BytesIO((FOLDER / "django.mo").read_bytes()))


def texts_of(catalogue):
    """Return the translations of a catalogue by context and text, without its header."""
    return {
        (each.context or "", forms(each.id)): forms(each.string) for each in catalogue if each.id
    }


def marked():
    """Yield context and text of each marked text, in the code and in the templates."""
    for path in CODE:
        yield from _extracted(path.read_bytes())
    for path in TEMPLATES:
        lines = templatize(path.read_text(encoding="utf-8")).splitlines()
        yield from _extracted("\n".join(line.strip() for line in lines).encode())


def words(texts):
    return {word.lower() for text in texts for word in WORD.findall(NOT_TEXT.sub(" ", text))}


def forms(text):
    """Return the singular and the plural of a text, or its only form."""
    return (text,) if isinstance(text, str) else tuple(text)


def _extracted(source):
    for _line, message, _comments, context in extract("python", BytesIO(source), KEYWORDS):
        yield context or "", forms(message)
