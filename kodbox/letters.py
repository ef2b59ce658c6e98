"""The Start-PIN letter: an A4 page for a window envelope, or to be handed over at a branch."""

import io
from collections.abc import Sequence
from pathlib import Path

import reportlab
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT, BOLD = "Vera", "VeraBd"
WINDOW_LEFT, WINDOW_TOP = 110 * mm, 50 * mm  # from the page's upper left corner
MARGIN = 25 * mm
TEXT_TOP = 105 * mm
LINE = 6.2 * mm
BY_POST = gettext_noop(
    "Här är den Start-PIN som öppnar din kodbox första gången. Kodboxen kommer i ett eget brev."
)
AT_BRANCH = gettext_noop(
    "Här är den Start-PIN som öppnar din kodbox första gången. Kodboxen får du samtidigt."
)
ADDRESSED_AT_BRANCH = gettext_noop("Lämnas till dig på kontoret")
TEXT = (
    "",
    gettext_noop("1. Tryck på OK. Kodboxen visar ANGE PIN."),
    gettext_noop(
        "2. Slå din Start-PIN. Vid den fjärde siffran, eller när du trycker på OK, "
        "visar kodboxen NY PIN."
    ),
    gettext_noop(
        "3. Välj en egen pinkod med fyra siffror och tryck på OK. Kodboxen visar VERIFIERA."
    ),
    gettext_noop(
        "4. Slå samma pinkod en gång till och tryck på OK. Kodboxen visar OK och slocknar strax."
    ),
    gettext_noop("Slog du fel? MENU tar bort siffrorna."),
    "",
    gettext_noop(
        "Kasta brevet när du är klar. Berätta aldrig din pinkod för någon, inte heller för banken."
    ),
)


def letter_by_post(addressee: Sequence[str], serial: str, start_pin: str) -> bytes:
    return _letter(addressee, serial, start_pin, BY_POST)


def letter_at_branch(name: str, serial: str, start_pin: str) -> bytes:
    """Return the letter of a customer who collects it: it carries no postal address."""
    return _letter([name, _(ADDRESSED_AT_BRANCH)], serial, start_pin, AT_BRANCH)


def _letter(addressee: Sequence[str], serial: str, start_pin: str, introduction: str) -> bytes:
    """Return the letter as a PDF, with the addressee in the window and the PIN below the fold."""
    _register_fonts()
    output = io.BytesIO()
    page = Canvas(output, pagesize=A4, invariant=True, pageCompression=True)
    page.setTitle("Start-PIN")
    _write(page, addressee, WINDOW_LEFT, WINDOW_TOP, FONT, 11)
    _write(page, [_("Din Start-PIN")], MARGIN, TEXT_TOP, BOLD, 16)
    device = _("Kodbox %(serial)s") % {"serial": serial}
    _write(page, [device], MARGIN, TEXT_TOP + 2 * LINE, FONT, 11)
    _write(page, [start_pin], MARGIN, TEXT_TOP + 5 * LINE, BOLD, 28)
    _write(
        page, [_(line) for line in (introduction, *TEXT)], MARGIN, TEXT_TOP + 8 * LINE, FONT, 9.5
    )
    page.save()
    return output.getvalue()


def _write(
    page: Canvas, lines: Sequence[str], left: float, top: float, font: str, size: float
) -> None:
    page.setFont(font, size)
    for index, line in enumerate(lines):
        page.drawString(left, A4[1] - top - index * LINE, line)


def _register_fonts() -> None:
    """Register the fonts of the library, which have the letters of names and are embedded."""
    fonts = Path(reportlab.__file__).parent / "fonts"
    for name in (FONT, BOLD):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(fonts / f"{name}.ttf")))
