"""A login that is interrupted, left for help, read in peace, or wanted for another page.

Each walk is taken on a phone and on a desktop, with scripts and without.
"""

import os
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.conftest import ONE_WAY, PHONE, WAY_NAMES
from tests.browser.walks import Visitor
from tests.server import demonstration

pytestmark = pytest.mark.browser
CODE, OTHER = "Ange behörighetskod", "En annan inloggning har startats i den här webbläsaren"
BACK = "Tillbaka till inloggningen"
SECURITY = "Om din säkerhetslösning"
SHORT_LOGIN = {"HEMBANKEN_LOGIN_STEP_SECONDS": "240", "HEMBANKEN_LOGIN_SECONDS": "300"}


@dataclass
class Person(Visitor):
    """A visitor who presses the keys of the kodbox in the terminal."""

    bank: demonstration.Demonstration = None
    has_scripts: bool = True

    def code(self) -> str:
        box = self.person.boxes[0]
        shown = self.bank.press(box.serial, f"OK {box.pin} OK")
        self.bank.press(box.serial, "OK")
        return shown

    def opens_path(self, path: str) -> None:
        self.page.goto(f"{self.bank.url}{path}")

    def in_another_tab(self, person: str) -> "Person":
        """Return another person in another tab of the same browser."""
        page = self.page.context.new_page()
        other = Person(page, self.bank.person(person), bank=self.bank, has_scripts=self.has_scripts)
        other.opens(self.bank)
        return other

    def looks(self, name: str) -> None:
        """Find no line that is wider than the page, and no fault with axe, which is a script."""
        if folder := os.environ.get("HEMBANKEN_SHOTS"):
            width = self.page.viewport_size["width"]
            self.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not self.page.evaluate(wide)
        if self.has_scripts:
            assert axe.violations(self.page) == []


@pytest.fixture(params=ONE_WAY, ids=WAY_NAMES.get)
def come(request, new_page, bank):
    """Return a function that opens a bank as one of its people."""
    size, javascript = request.param

    def come(first_name: str, bank=bank) -> Person:
        page = new_page(size, javascript=javascript)
        visitor = Person(page, bank.person(first_name), bank=bank, has_scripts=javascript)
        visitor.opens(bank)
        return visitor

    return come


@pytest.mark.row("E8")
def test_the_first_of_two_logins_in_one_browser_is_told_of_the_other(come):
    astrid = come("Astrid")
    astrid.types_password()
    astrid.arrives(CODE)
    hassan = astrid.in_another_tab("Hassan")
    hassan.types_password()
    hassan.arrives(CODE)
    code = astrid.code()
    astrid.fills(code=code)
    astrid.presses("Logga in")
    astrid.arrives(OTHER)
    astrid.looks("other-login")
    expect(astrid.page.get_by_text("Hassan")).to_have_count(0)
    hassan.types_code(hassan.code())
    hassan.arrives_home()
    astrid.page.reload()
    astrid.arrives(OTHER)
    astrid.presses("Logga ut och börja om")
    astrid.arrives("Du är utloggad")
    astrid.follows("Logga in igen")
    astrid.types_password()
    astrid.types_code(code)
    astrid.arrives_home()


@pytest.mark.parametrize("come", [(PHONE, True)], indirect=True)  # Else only forms know it.
def test_a_page_that_is_opened_again_is_told_of_the_other_login(come):
    astrid = come("Astrid")
    astrid.types_password()
    astrid.arrives(CODE)
    hassan = astrid.in_another_tab("Hassan")
    hassan.types_password()
    hassan.arrives(CODE)
    astrid.page.reload()
    astrid.arrives(OTHER)
    astrid.follows("Fortsätt med den")
    astrid.arrives(CODE)
    astrid.opens(astrid.bank)
    astrid.types_password()
    astrid.arrives(CODE)
    hassan.page.reload()
    hassan.arrives(OTHER)
    hassan.follows("Börja om")
    hassan.arrives("Logga in med Kodbox")


@pytest.mark.row("G8")
def test_help_leads_back_to_the_step(come):
    astrid = come("Astrid")
    astrid.goes_to("Hjälp")
    expect(astrid.page.get_by_role("link", name=BACK)).to_have_count(0)
    astrid.opens(astrid.bank)
    astrid.types_password()
    astrid.arrives(CODE)
    astrid.goes_to("Hjälp")
    astrid.looks("help-beside")
    astrid.goes_to("Tillgänglighet")
    for path in ("/bestall-kodbox/", "/nytt-losenord/"):
        astrid.opens_path(path)
        expect(astrid.page.get_by_role("link", name=BACK)).to_be_visible()
    astrid.looks("reset-beside")
    astrid.follows(BACK)
    astrid.types_code(astrid.code())
    astrid.arrives_home()


def test_help_leads_back_to_a_reset(come):
    hassan = come("Hassan")
    hassan.asks_for_new_password(hassan.code())
    hassan.goes_to("Hjälp")
    hassan.follows(BACK)
    hassan.arrives("Ditt temporära lösenord")
    expect(hassan.page.get_by_role("button", name="Visa det temporära lösenordet")).to_be_visible()


def test_new_texts_say_that_they_have_changed_and_are_read_in_peace(come, own_bank):
    farid = come("Farid", own_bank)
    farid.types_password()
    farid.types_code(farid.code())
    farid.arrives("Villkor för eSafeID")
    expect(
        farid.page.get_by_text("Villkoren har ändrats. Version 2 gäller sedan den")
    ).to_be_visible()
    expect(farid.page.get_by_text("på dig för det här steget")).to_have_count(0)
    farid.looks("terms")
    farid.accepts_terms()
    farid.arrives("Hembanksavtal")
    expect(
        farid.page.get_by_text("Avtalet har ändrats. Version 2 gäller sedan den")
    ).to_be_visible()
    expect(farid.page.get_by_text("på dig för det här steget")).to_have_count(0)
    farid.looks("agreement")
    farid.page.emulate_media(media="print")
    expect(farid.page.get_by_text("Version 2, gäller sedan den")).to_be_visible()
    expect(farid.page.get_by_role("button", name="OK", exact=True)).to_be_hidden()
    farid.page.emulate_media(media="screen")
    farid.presses("OK")
    farid.arrives("Hembanksavtal", "Godkänn Hembanksavtalet")
    expect(farid.page.get_by_text("5 minuter på dig för det här steget")).to_be_visible()


@pytest.fixture(scope="module")
def short_bank(chromium, unused_bank, tmp_path_factory):
    """A bank whose logins end soon, so that little time is left after a minute."""
    folder = tmp_path_factory.mktemp("short") / "var"
    with demonstration.serving(folder, unused_bank, **SHORT_LOGIN) as bank:
        yield bank


def test_the_limit_of_reading_is_shown_when_it_comes_near(come, short_bank):
    farid = come("Farid", short_bank)
    farid.types_password()
    farid.types_code(farid.code())
    farid.arrives("Villkor för eSafeID")
    near = farid.page.get_by_text("Inloggningen avbryts kl.")
    expect(near).to_have_count(0)
    for _ in range(20):
        farid.page.wait_for_timeout(5_000)
        farid.page.reload()
        if near.count():
            break
    expect(near).to_be_visible()
    farid.looks("near")


def test_a_login_ends_on_the_page_that_was_wanted(come):
    astrid = come("Astrid")
    astrid.opens_path("/om-hembanken/sakerhetslosning/")
    astrid.arrives("Logga in med Kodbox")
    astrid.types_password()
    astrid.types_code(astrid.code())
    astrid.arrives(SECURITY)


def test_a_target_on_another_site_leads_home(come):
    astrid = come("Astrid")
    astrid.opens_path("/logga-in/?next=//evil.example/")
    astrid.types_password()
    astrid.types_code(astrid.code())
    astrid.arrives_home()
