"""What a screen reader is told: names, roles, levels and descriptions, and nothing that is seen."""

import re
from collections import Counter

import pytest
from playwright.sync_api import expect

from tests.browser.walks import see

pytestmark = [pytest.mark.browser, pytest.mark.row("G4", "G15")]
LANDMARK = re.compile(r"^ *- (banner|main|contentinfo|navigation)\b", re.M)
HEADING = re.compile(r'heading "[^"]+" \[level=(\d)\]')
ONCE = {"banner": 1, "main": 1, "contentinfo": 1}
HINTS = {"number": "Tio siffror utan bindestreck: ååmmddxxxx", "code": "Åtta siffror från kodboxen"}


def listen(page, heading, title=""):
    """Hear each page: where its parts begin, and headings in order, without the drawn kodbox."""
    see(page, heading, title)
    heard = page.locator("body").aria_snapshot()
    landmarks = Counter(LANDMARK.findall(heard))
    assert landmarks.pop("navigation") <= 3
    assert landmarks == ONCE
    levels = [int(level) for level in HEADING.findall(heard)]
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in zip(levels, levels[1:], strict=False))
    assert "img" not in heard


@pytest.fixture
def listener(visit):
    """Let a person come who hears the pages only."""
    return lambda first_name: visit(first_name, arrive=listen)


def test_an_ordinary_login_is_heard_field_by_field(listener, visit):
    astrid, kodbox = listener("Astrid"), visit("Astrid").takes_kodbox()
    expect(astrid.field("number")).to_have_role("textbox")
    expect(astrid.field("number")).to_have_accessible_name("Personnummer: (kundnummer)")
    expect(astrid.field("number")).to_have_accessible_description(HINTS["number"])
    astrid.types_password()
    expect(astrid.field("code")).to_have_accessible_name("Behörighetskod")
    expect(astrid.field("code")).to_have_accessible_description(HINTS["code"])
    astrid.types_code(kodbox.make_code())
    astrid.comes_home()


def test_the_steps_tell_what_the_drawn_kodbox_shows(listener):
    astrid = listener("Astrid")
    astrid.types_password()
    astrid.arrives("Ange behörighetskod")
    heard = astrid.page.get_by_role("complementary").aria_snapshot()
    told = ["Tryck på OK", "ANGE PIN", "Slå din pinkod", "åtta siffror"]
    assert [each for each in told if each not in heard] == []
    assert "MENU" not in heard


@pytest.mark.row("G5")
def test_a_refusal_is_announced_and_stands_at_its_field(listener):
    astrid = listener("Astrid")
    astrid.types_password()
    astrid.types_code("4071")
    astrid.is_refused("Ange behörighetskod")
    expect(astrid.page.get_by_role("alert")).to_contain_text("Det finns ett problem")
    expect(astrid.page.locator(":focus").get_by_role("alert")).to_have_count(1)
    hint = "Det här är fyra siffror, som ett lösenord eller en pinkod. Koden har åtta siffror."
    link = astrid.page.get_by_role("alert").get_by_role("link", name=hint)
    expect(link).to_have_accessible_name(f"Behörighetskod: {hint}")
    described = f"{HINTS['code']} Fel: {hint}"
    expect(astrid.field("code")).to_have_accessible_description(described)
    expect(astrid.field("code")).to_have_attribute("aria-invalid", "true")


def test_messages_are_a_status(listener, bank):
    nobody = listener("Astrid")
    nobody.page.goto(f"{bank.url}/utloggad/")
    expect(nobody.page.get_by_role("status")).to_contain_text("Du är utloggad")


def test_a_password_that_is_shown_is_told_and_its_button_says_whose(listener):
    astrid = listener("Astrid")
    astrid.presses("Visa lösenord")
    expect(astrid.page.get_by_role("button", name="Dölj lösenord")).to_be_focused()
    expect(astrid.page.get_by_text("Lösenordet syns.")).to_have_attribute("aria-live", "polite")
