"""The whole first login and an ordinary one after it: two widths, with and without scripts."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.walks import Visitor, see

pytestmark = pytest.mark.browser
OUTPUT = Path(__file__).parents[1] / "output"
PLAIN = str.maketrans("ÅÄÖåäö ", "AAOaao-")
IS_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Photographer:
    """Looks at every page on the way: nothing may stick out, and a picture is kept."""

    def __init__(self, suffix: str) -> None:
        self.suffix = suffix
        self.step = 0

    def __call__(self, page: Page, heading: str, title: str = "") -> None:
        see(page, heading, title)
        assert not page.evaluate(IS_TOO_WIDE), f"{heading} scrolls sideways"
        self.step += 1
        name = f"{self.step:02}-{(title or heading).translate(PLAIN)}-{self.suffix}.png"
        page.screenshot(path=OUTPUT / name, full_page=True)


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_new_customer_comes_all_the_way_home_and_back_again(own_bank, new_page, size, javascript):
    photographer = Photographer(f"{size[0]}{'' if javascript else '-no-scripts'}")
    page = new_page(size, javascript=javascript)
    cecilia = Visitor(page, own_bank.person("Cecilia"), photographer)
    cecilia.comes_to(own_bank)
    kodbox = cecilia.takes_kodbox()
    cecilia.logs_in_for_the_first_time(kodbox, pin="2580", choice="4071")
    cecilia.logs_out()
    kodbox = cecilia.takes_kodbox()
    kodbox.pin = "2580"
    cecilia.logs_in(kodbox, "4071")
