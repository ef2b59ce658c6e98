"""Every flow with the keyboard alone: each tab stop is visible, no focus is trapped."""

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Typist
from tests.browser.test_ordinary_login import WRONG_PASSWORD
from tests.browser.test_screen_reader import see_structure
from tests.browser.walks import NOTED

pytestmark = [pytest.mark.browser, pytest.mark.row("G11", "G15")]
FOCUSED_TEXT = "document.activeElement.innerText"


@pytest.fixture
def typist(visit):
    """Return a function that opens the bank as a person who has no mouse."""
    return lambda first_name: visit(first_name, Typist, see_structure)


def test_a_first_login(typist, visit):
    cecilia, kodbox = typist("Cecilia"), visit("Cecilia").takes_kodbox()
    cecilia.logs_in_for_the_first_time(kodbox, pin="2580", choice="4071")
    cecilia.logs_out()


def test_a_forgotten_password_and_a_missing_tick(typist, visit):
    hassan, kodbox = typist("Hassan"), visit("Hassan").takes_kodbox()
    hassan.asks_for_new_password(kodbox.make_code())
    temporary = hassan.shows_temporary_password()
    hassan.ticks()
    hassan.is_refused("Ditt temporära lösenord")
    hassan.ticks(NOTED)
    hassan.replaces_password(kodbox, temporary, "6172")
    hassan.arrives_home()


def test_a_changed_password(typist, visit):
    astrid, kodbox = typist("Astrid"), visit("Astrid").takes_kodbox()
    astrid.logs_in(kodbox)
    astrid.changes_password("6172")
    astrid.follows("Till Hembanken")
    astrid.arrives_home()
    astrid.logs_out()
    astrid.follows("Logga in igen")
    astrid.types_password()
    assert astrid.errors() == [WRONG_PASSWORD]
    astrid.logs_in(kodbox, "6172")


def test_new_terms_and_a_new_agreement(typist, visit):
    farid, kodbox = typist("Farid"), visit("Farid").takes_kodbox()
    farid.types_password()
    farid.types_code(kodbox.make_code())
    farid.accepts_terms()
    farid.agrees(farid.person.password)
    farid.arrives_home()


def test_an_order(typist, visit):
    greta = typist("Greta")
    greta.logs_in(visit("Greta").takes_kodbox())
    greta.goes_to("Beställa kodbox")
    greta.tabs_to(greta.page.get_by_role("radio", checked=True))
    greta.page.keyboard.press("ArrowDown")
    greta.presses("Beställ")
    greta.arrives("Beställa kodbox")
    expect(greta.page.get_by_text("Hämta på ett bankkontor")).to_be_visible()


@pytest.mark.row("G5")
def test_the_summary_has_the_focus_and_leads_into_the_field(typist):
    david = typist("David")
    david.types_password("1111")
    david.is_refused("Logga in med Kodbox")
    assert david.page.evaluate(FOCUSED_TEXT).startswith(WRONG_PASSWORD)
    assert WRONG_PASSWORD in david.tabs()
    david.page.keyboard.press("Enter")
    expect(david.field("password")).to_be_focused()


def test_the_first_stop_skips_to_the_content(typist, bank):
    bo = typist("Bo")
    bo.page.goto(f"{bank.url}/hjalp/")
    assert "Hoppa till innehållet" in bo.tabs()
    bo.page.keyboard.press("Enter")
    expect(bo.page.get_by_role("main")).to_be_focused()
    assert 'id="sok"' in bo.tabs()


def test_the_language_is_switched(typist):
    bo = typist("Bo")
    bo.presses("English")
    expect(bo.page.get_by_role("heading", level=1)).to_have_text("Log in with your kodbox")


def test_the_help_and_the_demonstration(typist, bank):
    bo = typist("Bo")
    bo.goes_to("Hjälp")
    bo.page.goto(f"{bank.url}/demo/")
    bo.arrives("Demonstrationsbanken")
