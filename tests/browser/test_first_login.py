"""The whole first login and an ordinary one after it: in two widths, with and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import in_each_way
from tests.browser.walks import Visitor, see

pytestmark = pytest.mark.browser
IS_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
MARGINS = """() => {
  const boxes = [...document.querySelectorAll("main > *, main .split > *")]
    .map((each) => each.getBoundingClientRect()).filter((box) => box.width);
  const left = Math.min(...boxes.map((box) => box.left));
  const right = Math.max(...boxes.map((box) => box.right));
  return [left, document.documentElement.clientWidth - right];
}"""
STEP = re.compile(r"^(.*, s|S)teg \d+ av \d+")
PAGES = [
    *("Första inloggningen, steg 2 av 7",) * 2,  # before and after the password is shown
    *(f"Första inloggningen, steg {step} av 7" for step in (3, 4, 5, 6)),
    "Första inloggningen, steg 7 av 7: läs avtalet",
    "Första inloggningen, steg 7 av 7: godkänn avtalet",
]


def see_in_balance(page: Page, heading: str, title: str = "") -> None:
    """Expect a page that does not scroll sideways, whose content is in the middle."""
    see(page, heading, title)
    assert not page.evaluate(IS_TOO_WIDE), f"{heading} scrolls sideways"
    left, right = page.evaluate(MARGINS)
    assert abs(left - right) < 2, f"{heading} has {left} px to the left and {right} to the right"


@in_each_way
def test_a_new_customer_logs_in_for_the_first_time_and_again(own_bank, new_page, size, javascript):
    page, steps = new_page(size, javascript=javascript), []

    def see_step(page: Page, heading: str, title: str = "") -> None:
        see_in_balance(page, heading, title)
        steps.extend(page.get_by_role("main").get_by_text(STEP).all_inner_texts())

    cecilia = Visitor(page, own_bank.person("Cecilia"), see_in_balance)
    cecilia.opens(own_bank)
    kodbox = cecilia.takes_kodbox()
    cecilia.arrive = see_step
    cecilia.logs_in_for_the_first_time(kodbox, pin="2580", choice="4071")
    assert steps == PAGES
    expect(page.get_by_role("heading", name="Nu är du klar")).to_be_visible()
    assert page.get_by_role("banner").bounding_box()["height"] < 130  # the ribbon, and one row
    cecilia.logs_out()
    kodbox = cecilia.takes_kodbox()
    kodbox.pin = "2580"
    cecilia.logs_in(kodbox, "4071")
