"""The accessible names, roles, heading levels and descriptions that a screen reader gets."""

import re
from collections import Counter

import pytest
from playwright.sync_api import expect

from tests.browser.walks import see

pytestmark = [pytest.mark.browser, pytest.mark.row("G4", "G15")]
LANDMARK = re.compile(r"^ *- (banner|main|contentinfo|navigation)\b", re.M)
HEADING = re.compile(r'heading "[^"]+" \[level=(\d)\]')
LANDMARKS = {"banner": 1, "main": 1, "contentinfo": 1}
HINTS = {"number": "Tio siffror utan bindestreck: ååmmddxxxx", "code": "Åtta siffror från kodboxen"}


def see_structure(page, heading, title=""):
    """Expect landmarks, headings in order, and no image, on each page."""
    see(page, heading, title)
    snapshot = page.locator("body").aria_snapshot()
    landmarks = Counter(LANDMARK.findall(snapshot))
    assert landmarks.pop("navigation") <= 3
    assert landmarks == LANDMARKS
    levels = [int(level) for level in HEADING.findall(snapshot)]
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in zip(levels, levels[1:], strict=False))
    assert "img" not in snapshot


@pytest.fixture
def listener(visit):
    """Return a function that opens the bank as a person who uses a screen reader."""
    return lambda first_name: visit(first_name, arrive=see_structure)


def test_each_field_of_a_login_has_a_name_and_a_description(listener, visit):
    astrid, kodbox = listener("Astrid"), visit("Astrid").takes_kodbox()
    expect(astrid.field("number")).to_have_role("textbox")
    expect(astrid.field("number")).to_have_accessible_name("Personnummer: (kundnummer)")
    expect(astrid.field("number")).to_have_accessible_description(HINTS["number"])
    astrid.types_password()
    expect(astrid.field("code")).to_have_accessible_name("Behörighetskod")
    expect(astrid.field("code")).to_have_accessible_description(HINTS["code"])
    astrid.types_code(kodbox.make_code())
    astrid.arrives_home()


def test_the_steps_describe_the_display_of_the_kodbox(listener):
    astrid = listener("Astrid")
    astrid.types_password()
    astrid.arrives("Ange behörighetskod")
    snapshot = astrid.page.get_by_role("complementary").aria_snapshot()
    steps = ["Tryck på OK", "ANGE PIN", "Slå din pinkod", "åtta siffror"]
    assert [step for step in steps if step not in snapshot] == []
    assert "MENU" not in snapshot


@pytest.mark.row("G5")
def test_an_error_is_announced_and_describes_its_field(listener):
    astrid = listener("Astrid")
    astrid.types_password()
    astrid.types_code("4071")
    astrid.is_refused("Ange behörighetskod")
    expect(astrid.page.get_by_role("alert")).to_contain_text("Felaktigt behörighetskod")
    expect(astrid.page.locator(":focus").get_by_role("alert")).to_have_count(1)
    hint = "Det här är fyra siffror, som ett lösenord eller en pinkod. Koden har åtta siffror."
    described = f"{HINTS['code']} Fel: {hint}"
    expect(astrid.field("code")).to_have_accessible_description(described)
    expect(astrid.field("code")).to_have_attribute("aria-invalid", "true")


def test_a_message_is_a_status(listener, bank):
    nobody = listener("Astrid")
    nobody.page.goto(f"{bank.url}/utloggad/")
    expect(nobody.page.get_by_role("status")).to_contain_text("Du är utloggad")


def test_a_shown_password_is_announced_and_its_button_is_named(listener):
    astrid = listener("Astrid")
    astrid.presses("Visa lösenord")
    expect(astrid.page.get_by_role("button", name="Dölj lösenord")).to_be_focused()
    expect(astrid.page.get_by_text("Lösenordet syns.")).to_have_attribute("aria-live", "polite")
