"""What a person does at the bank's pages, and how they find it: by label, role and heading."""

import gettext
import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.demo_bank import Bank, Person
from tests.browser.drawn_kodbox import DrawnKodbox
from tests.server.running import ROOT

HAND_MILLISECONDS = 40  # how long each press of a double click lasts
Arrive = Callable[[Page, str, str], None]
TO_ENGLISH = gettext.translation("django", ROOT / "hembanken/locale", ["en"]).gettext
SPEAK: dict[str, Callable[[str], str]] = {"sv": str, "en": TO_ENGLISH}


def see(page: Page, heading: str, title: str = "") -> None:
    """See that the page is the one with this heading, and with this title if it is another."""
    expect(page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
    expect(page).to_have_title(f"{title or heading} – Hembanken")


@dataclass
class Visitor:
    """A person at a browser, who can be told to look around wherever they arrive.

    Whoever speaks English is still told in Swedish what to do, and looks for it in English.
    """

    page: Page
    person: Person
    arrive: Arrive = see
    clicks: int = 1
    speak: Callable[[str], str] = str

    def arrives(self, heading: str, title: str = "") -> None:
        self.page.bring_to_front()
        self.arrive(self.page, self.speak(heading), self.speak(title) if title else "")

    def is_refused(self, heading: str, title: str = "") -> None:
        """Arrive at the same page again, which now says what is wrong."""
        self.page.bring_to_front()
        told = f"{self.speak('Fel:')} {self.speak(title or heading)}"
        self.arrive(self.page, self.speak(heading), told)

    def presses(self, name: str) -> None:
        button = self.page.get_by_role("button", name=self.speak(name), exact=True)
        button.click(click_count=self.clicks, delay=HAND_MILLISECONDS * (self.clicks - 1))

    def follows(self, name: str) -> None:
        self.page.get_by_role("link", name=self.speak(name)).first.click()

    def fills(self, **fields: str) -> None:
        for name, text in fields.items():
            self.field(name).fill(text)

    def checks(self, label: str) -> None:
        self.page.get_by_role("checkbox", name=self.speak(label)).check()

    def comes_to(self, bank: Bank) -> None:
        self.page.goto(bank.url)
        self.arrives("Logga in med Kodbox")

    def comes_to_login(self) -> None:
        """Leave whatever is under way by way of the bank's name."""
        self.follows("Hembanken")
        self.arrives("Logga in med Kodbox")

    def takes_kodbox(self, place: int = 0) -> DrawnKodbox:
        """Find the kodbox among the people of the demonstration, and open it in a second tab."""
        box = self.person.boxes[place]
        self.follows("personer att pröva med")
        with self.page.expect_popup() as tab:
            self.follows(box.serial)
        self.follows("Till inloggningen")
        self.arrives("Logga in med Kodbox")
        return DrawnKodbox(tab.value, box)

    def is_told(self) -> list[str]:
        """Return what the summary says is wrong, the page being marked as one with a fault."""
        expect(self.page).to_have_title(re.compile("^Fel: "))
        return self.page.get_by_role("alert").get_by_role("link").all_inner_texts()

    def field(self, name: str) -> Locator:
        return self.page.get_by_label(self.speak(LABELS[name]), exact=True)

    def types_password(self, password: str = "") -> None:
        self.fills(number=self.person.number, password=password or self.person.password)
        self.presses("Fortsätt")

    def types_code(self, code: str) -> None:
        self.arrives("Ange behörighetskod")
        self.fills(code=code)
        self.presses("Logga in")

    def logs_in(self, kodbox: DrawnKodbox, password: str = "") -> None:
        self.types_password(password)
        self.types_code(kodbox.make_code())
        self.comes_home()

    def comes_home(self) -> None:
        self.arrives("Hembanken", "Hem")
        welcome = self.speak("Välkommen, %(name)s") % {"name": self.person.name}
        expect(self.page.get_by_text(welcome)).to_be_visible()

    def logs_out(self) -> None:
        self.presses("Logga ut")
        self.arrives("Du är utloggad")

    def asks_for_new_password(self, code: str) -> None:
        self.follows("Skapa nytt lösenord")
        self.arrives("Skapa nytt lösenord")
        self.fills(number=self.person.number, code=code)
        self.presses("Logga in")
        self.arrives("Ditt temporära lösenord")

    def draws_temporary_password(self) -> str:
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

    def connects(self) -> None:
        self.arrives("Anslutning till Hembanken")
        self.presses("Anslut...")

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

    def gets_temporary_password(self, kodbox: DrawnKodbox, *ticks: str) -> str:
        """Walk from the login page to a temporary password, and back to the login page."""
        self.asks_for_new_password(kodbox.make_code())
        temporary = self.draws_temporary_password()
        self.ticks(NOTED, *ticks)
        self.arrives("Logga in med Kodbox")
        return temporary

    def replaces_password(self, kodbox: DrawnKodbox, temporary: str, choice: str) -> None:
        """Log in with a temporary password, as far as the code that makes the new one hold."""
        self.types_password(temporary)
        self.chooses_password(choice)
        self.types_code(kodbox.make_code())

    def logs_in_for_the_first_time(self, kodbox: DrawnKodbox, pin: str, choice: str) -> str:
        """Walk the whole first login, and return the temporary password that was shown."""
        kodbox.choose_pin(pin)
        temporary = self.gets_temporary_password(kodbox, TERMS)
        self.replaces_password(kodbox, temporary, choice)
        self.connects()
        self.agrees(choice)
        self.comes_home()
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
