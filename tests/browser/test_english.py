"""The whole ordinary login in English, on a phone, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.walks import see

pytestmark = pytest.mark.browser


def button_box(page, name):
    """Return the position of a button, on a page that is no wider than the phone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    return page.get_by_role("button", name=name, exact=True).bounding_box()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_customer_logs_in_in_english(visit, javascript):
    astrid = visit("Astrid", size=PHONE, javascript=javascript)
    page, kodbox = astrid.page, astrid.takes_kodbox()
    code = kodbox.make_code()
    page.bring_to_front()
    astrid.presses("English")
    see(page, "Log in with your kodbox")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert button_box(page, "Svenska")["y"] < PHONE[1] / 4
    page.get_by_label("Personnummer: (kundnummer)").fill(astrid.person.number)
    page.get_by_label("Password", exact=True).fill(astrid.person.password)
    astrid.presses("Continue")
    see(page, "Enter the code")
    page.get_by_label("Code", exact=True).fill(code)
    astrid.presses("Log in")
    see(page, "Hembanken", "Home")
    assert button_box(page, "Svenska")  # in the foot, since the head is one row
    astrid.presses("Svenska")
    astrid.arrives_home()
