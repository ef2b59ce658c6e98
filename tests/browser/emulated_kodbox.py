"""The emulated kodbox in its own tab, used with its keys and read from its display."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from tests.server.demonstration import Kodbox

SPOKEN_CODE = re.compile(r"\d(?: \d){7}")
DARK = "Displayen är släckt"


@dataclass
class EmulatedKodbox:
    """A kodbox in a customer's hand."""

    tab: Page
    box: Kodbox
    pin: str = ""
    codes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pin = self.pin or self.box.pin

    @property
    def display(self) -> Locator:
        return self.tab.get_by_role("status").first

    def press(self, key: str) -> None:
        self.tab.get_by_role("button", name=key, exact=True).click()

    def shows(self, text: str | re.Pattern[str]) -> None:
        expect(self.display).to_contain_text(text)

    def type_start_pin(self) -> None:
        """Type the Start-PIN, which needs no OK."""
        for digit in self.box.start_pin:
            self.press(digit)

    def type(self, digits: str) -> None:
        for count, digit in enumerate(digits, start=1):
            self.press(digit)
            self.shows(f"{count} av 4 siffror skrivna")
        self.press("OK")

    def switch_on(self) -> None:
        self.tab.bring_to_front()
        self.press("OK")
        self.shows("ANGE PIN")

    def make_code(self) -> str:
        """Make a code, switch the display off, and return the code."""
        self.switch_on()
        self.type(self.pin)
        self.shows(SPOKEN_CODE)
        spoken = SPOKEN_CODE.search(self.display.inner_text())
        assert spoken
        self.press("OK")
        self.shows(DARK)
        self.codes.append(spoken.group().replace(" ", ""))
        return self.codes[-1]

    def choose_pin(self, pin: str) -> None:
        """Replace the Start-PIN by a PIN at the first use."""
        self.switch_on()
        self.type_start_pin()
        self.choose_after("NY PIN", pin)
        self.pin = pin

    def choose_after(self, text: str, pin: str) -> None:
        self.shows(text)
        self.type(pin)
        self.shows("VERIFIERA")
        self.type(pin)
        self.shows("OK")
