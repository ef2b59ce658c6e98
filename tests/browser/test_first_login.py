"""The whole first login and an ordinary one after it: in two widths, with and without scripts."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.walks import Visitor, see

pytestmark = pytest.mark.browser
IS_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def see_without_scrolling(page: Page, heading: str, title: str = "") -> None:
    """Expect a page that does not scroll sideways."""
    see(page, heading, title)
    assert not page.evaluate(IS_TOO_WIDE), f"{heading} scrolls sideways"


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_new_customer_logs_in_for_the_first_time_and_again(own_bank, new_page, size, javascript):
    page = new_page(size, javascript=javascript)
    cecilia = Visitor(page, own_bank.person("Cecilia"), see_without_scrolling)
    cecilia.opens(own_bank)
    kodbox = cecilia.takes_kodbox()
    cecilia.logs_in_for_the_first_time(kodbox, pin="2580", choice="4071")
    cecilia.logs_out()
    kodbox = cecilia.takes_kodbox()
    kodbox.pin = "2580"
    cecilia.logs_in(kodbox, "4071")
