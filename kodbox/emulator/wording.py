"""The text of the page: the code in groups, the text for a screen reader, the next step."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kodbox.emulator.display import Display, Screen

NEXT_STEPS = {
    Screen.DARK: _("Tryck på OK för att starta kodboxen."),
    Screen.ENTER_PIN: _("Slå din pinkod och tryck på OK."),
    Screen.NEW_PIN: _("Välj en egen pinkod med fyra siffror och tryck på OK."),
    Screen.TOO_EASY: _(
        "Den pinkoden är för lätt att gissa. Välj fyra siffror som varken är lika eller i följd."
    ),
    Screen.DIFFERENT: _("Du slog två olika pinkoder. Välj en pinkod igen och tryck på OK."),
    Screen.VERIFY: _("Slå samma pinkod en gång till och tryck på OK."),
    Screen.DONE: _("Pinkoden är vald. Kodboxen slocknar strax. Tryck på OK för att skapa en kod."),
    Screen.CODE: _("Skriv behörighetskoden på bankens sida. Tryck på MENU om du vill byta pinkod."),
    Screen.CHANGE_PIN: _("Tryck på OK för att välja en ny pinkod."),
    Screen.LOCKED: _("Kodboxen är spärrad permanent. Ring Kundservice för att få en ny."),
}
ENTER_START_PIN = _(
    "Kodboxen är ny. Slå den Start-PIN som du har fått av banken. Kodboxen går vidare vid den "
    "fjärde siffran, eller när du trycker på OK."
)
CORRECTION = _("Slog du fel? MENU tar bort siffrorna.")
ASKING = {Screen.ENTER_PIN, Screen.NEW_PIN, Screen.TOO_EASY, Screen.DIFFERENT, Screen.VERIFY}


def correction(display: Display) -> str:
    """Return how to correct a digit while the display asks for some."""
    return str(CORRECTION) if display.screen in ASKING else ""


def next_step(display: Display) -> str:
    if display.screen is Screen.ENTER_PIN and display.is_new:
        return str(ENTER_START_PIN)
    if display.screen is Screen.WRONG_PIN:
        return ngettext(
            "Fel pinkod. Försök igen. Du har %(tries)s försök kvar, sedan spärras kodboxen.",
            "Fel pinkod. Försök igen. Du har %(tries)s försök kvar, sedan spärras kodboxen.",
            display.tries_left,
        ) % {"tries": display.tries_left}
    return str(NEXT_STEPS[display.screen])


def grouped(display: Display) -> str:
    """Return a code as `1234 5678`, and typed digits as dots without a space."""
    if display.screen is Screen.CODE:
        return f"{display.digits[:4]} {display.digits[4:]}"
    return display.digits


def spoken(display: Display) -> str:
    """Return the text for a screen reader: each digit of a code, or the number of typed digits."""
    if display.screen is Screen.DARK:
        return str(_("Displayen är släckt"))
    if display.screen is Screen.CODE:
        return " ".join(display.digits)
    if display.digits:
        typed = _("%(count)s av 4 siffror skrivna") % {"count": len(display.digits)}
        return f"{display.text}, {typed}"
    return display.text
