"""What a visitor does on the bank's pages; elements are found by label, role and heading."""

import gettext
import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.emulated_kodbox import EmulatedKodbox
from tests.server.demonstration import Demonstration, Person
from tests.server.running import ROOT

CLICK_MILLISECONDS = 40  # the length of each press of a double click
Arrive = Callable[[Page, str, str], None]
TO_ENGLISH = gettext.translation("django", ROOT / "hembanken/locale", ["en"]).gettext
TRANSLATE: dict[str, Callable[[str], str]] = {"sv": str, "en": TO_ENGLISH}


def see(page: Page, heading: str, title: str = "") -> None:
    """Expect a page with this heading, and with this title if it differs."""
    expect(page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
    expect(page).to_have_title(f"{title or heading} – Hembanken")


@dataclass
class Visitor:
    """A person at a browser; `arrive` checks each page on which the person arrives.

    Tests name texts in Swedish; `translate` gives the texts of the visitor's language.
    """

    page: Page
    person: Person
    arrive: Arrive = see
    clicks: int = 1
    translate: Callable[[str], str] = str

    def arrives(self, heading: str, title: str = "") -> None:
        self.page.bring_to_front()
        self.arrive(self.page, self.translate(heading), self.translate(title) if title else "")

    def is_refused(self, heading: str, title: str = "") -> None:
        """Arrive at the same page again, with errors."""
        self.page.bring_to_front()
        error_title = f"{self.translate('Fel:')} {self.translate(title or heading)}"
        self.arrive(self.page, self.translate(heading), error_title)

    def presses(self, name: str) -> None:
        button = self.page.get_by_role("button", name=self.translate(name), exact=True)
        button.click(click_count=self.clicks, delay=CLICK_MILLISECONDS * (self.clicks - 1))

    def follows(self, name: str) -> None:
        self.page.get_by_role("link", name=self.translate(name)).first.click()

    def goes_to(self, name: str) -> None:
        """Follow a link to the page that has its name as heading."""
        self.follows(name)
        self.arrives(name)

    def fills(self, **fields: str) -> None:
        for name, text in fields.items():
            self.field(name).fill(text)

    def checks(self, label: str) -> None:
        self.page.get_by_role("checkbox", name=self.translate(label)).check()

    def opens(self, bank: Demonstration) -> None:
        self.page.goto(bank.url)
        self.arrives("Logga in med Kodbox")

    def starts_again(self) -> None:
        """Leave the page by the link of the bank's name."""
        self.follows("Hembanken")
        self.arrives("Logga in med Kodbox")

    def takes_kodbox(self, index: int = 0) -> EmulatedKodbox:
        """Open a kodbox in a second tab, by its link on the page of the demonstration."""
        box = self.person.boxes[index]
        self.follows("personer att prova med")
        with self.page.expect_popup() as tab:
            self.follows(box.serial)
        self.follows("Till inloggningen")
        self.arrives("Logga in med Kodbox")
        return EmulatedKodbox(tab.value, box)

    def errors(self) -> list[str]:
        """Return the errors of the summary, on a page whose title says that it has errors."""
        expect(self.page).to_have_title(re.compile("^Fel: "))
        return self.page.get_by_role("alert").get_by_role("link").all_inner_texts()

    def hints(self) -> list[str]:
        """Return the texts beside the fields that have to be corrected."""
        return [
            text.removeprefix(self.translate("Fel:")).strip()
            for text in self.page.locator(".field__message").all_inner_texts()
        ]

    def field(self, name: str) -> Locator:
        return self.page.get_by_label(self.translate(LABELS[name]), exact=True)

    def types_password(self, password: str = "") -> None:
        self.fills(number=self.person.number, password=password or self.person.password)
        self.presses("Fortsätt")

    def types_code(self, code: str) -> None:
        self.arrives("Ange behörighetskod")
        self.fills(code=code)
        self.presses("Logga in")

    def logs_in(self, kodbox: EmulatedKodbox, password: str = "") -> None:
        self.types_password(password)
        self.types_code(kodbox.make_code())
        self.arrives_home()

    def arrives_home(self) -> None:
        self.arrives("Hembanken", "Hem")
        welcome = self.translate("Välkommen, %(name)s") % {"name": self.person.name}
        expect(self.page.get_by_text(welcome)).to_be_visible()

    def logs_out(self) -> None:
        self.presses("Logga ut")
        self.arrives("Du är utloggad")

    def asks_for_new_password(self, code: str) -> None:
        self.goes_to("Skapa nytt lösenord")
        self.fills(number=self.person.number, code=code)
        self.presses("Logga in")
        self.arrives("Ditt temporära lösenord")

    def shows_temporary_password(self) -> str:
        self.presses("Visa det temporära lösenordet")
        return self.reads_temporary_password()

    def reads_temporary_password(self) -> str:
        shown = self.page.locator("p").filter(has_text=re.compile(r"^\s*\d{4}\s*$"))
        expect(shown).to_be_visible()
        self.arrives("Ditt temporära lösenord")
        return shown.inner_text().strip()

    def ticks(self, *labels: str) -> None:
        for label in labels:
            self.checks(label)
        self.presses("Fortsätt genom att logga in i Hembanken")

    def chooses_password(self, password: str) -> None:
        self.arrives("Välj ett personligt lösenord")
        self.fills(new=password, again=password)
        self.presses("OK")

    def changes_password(self, password: str) -> None:
        for link in ("Om Hembanken", "Om din säkerhetslösning", "Byt lösenord"):
            self.goes_to(link)
        self.fills(current=self.person.password, new=password, again=password)
        self.presses("OK")
        self.arrives("Lösenordet är bytt")

    def connects(self, password: str) -> None:
        """Take the steps of a first login that follow the code, or the terms if they wait."""
        self.arrives("Anslutning till Hembanken")
        self.presses("Anslut...")
        self.agrees(password)

    def accepts_terms(self) -> None:
        self.arrives("Villkor för eSafeID")
        self.checks(TERMS)
        self.presses("OK")

    def agrees(self, password: str) -> None:
        self.arrives("Hembanksavtal")
        self.presses("OK")
        self.arrives("Hembanksavtal", "Godkänn Hembanksavtalet")
        self.fills(personal=password)
        self.presses("Godkänn")

    def gets_temporary_password(self, kodbox: EmulatedKodbox, *ticks: str) -> str:
        """Get a temporary password, from the login page and back to it."""
        self.asks_for_new_password(kodbox.make_code())
        temporary = self.shows_temporary_password()
        self.ticks(NOTED, *ticks)
        self.arrives("Logga in med Kodbox")
        return temporary

    def replaces_password(self, kodbox: EmulatedKodbox, temporary: str, choice: str) -> None:
        """Log in with a temporary password, and choose a new one, which a code confirms."""
        self.types_password(temporary)
        self.chooses_password(choice)
        self.types_code(kodbox.make_code())

    def logs_in_for_the_first_time(self, kodbox: EmulatedKodbox, pin: str, choice: str) -> str:
        """Do the whole first login, and return the temporary password."""
        kodbox.choose_pin(pin)
        temporary = self.gets_temporary_password(kodbox, TERMS)
        self.replaces_password(kodbox, temporary, choice)
        self.connects(choice)
        self.arrives_home()
        return temporary


NOTED = "Jag har noterat det temporära lösenordet"
TERMS = "Jag accepterar villkoren för eSafeID"
LABELS = {
    "number": "Personnummer: (kundnummer)",
    "password": "Lösenord",
    "code": "Behörighetskod",
    "new": "Nytt lösenord",
    "again": "Upprepa nytt lösenord",
    "personal": "Personligt lösenord",
    "current": "Nuvarande lösenord",
}
