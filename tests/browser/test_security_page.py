"""The security page: one device is logged out, and an event leads to what helps at once."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, in_each_way
from tests.browser.walks import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.row("E9")]
WIDTHS = "buttons => buttons.map(button => button.getBoundingClientRect().width)"
EDGE = "sections => Math.max(...sections.map(each => each.getBoundingClientRect().right))"


@pytest.fixture
def kodbox(visit):
    return visit("Astrid").takes_kodbox()


@pytest.fixture
def other(new_page, bank, kodbox):
    """Another browser in which Astrid is logged in."""
    return log_in(new_page(), bank, kodbox)


def log_in(page, bank, kodbox):
    astrid = Visitor(page, bank.person("Astrid"))
    astrid.opens(bank)
    astrid.logs_in(kodbox)
    return astrid


def open_security_page(page, bank, kodbox):
    astrid = log_in(page, bank, kodbox)
    astrid.goes_to("Om Hembanken")
    astrid.goes_to("Om din säkerhetslösning")
    return astrid


@in_each_way
def test_one_device_is_logged_out_and_an_event_leads_to_help(
    other, new_page, bank, kodbox, size, javascript
):
    page = new_page(size, javascript=javascript)
    astrid = open_security_page(page, bank, kodbox)
    page.get_by_role("button", name="Logga ut Chrome på Linux").first.click()
    expect(page.get_by_text("Du har loggats ut på den enheten.")).to_be_visible()
    other.page.goto(f"{bank.url}/hem/")
    other.arrives("Logga in med Kodbox")
    astrid.goes_to("Det här var inte jag")
    astrid.presses("Logga ut på alla andra enheter")
    expect(page.get_by_text("Du har loggats ut på alla andra enheter.")).to_be_visible()
    astrid.arrives("Det här var inte jag")
    astrid.goes_to("Byt lösenord")


@pytest.mark.row("G10")
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_the_buttons_have_one_width_and_no_half_is_empty(other, new_page, bank, kodbox, size):
    page = open_security_page(new_page(size), bank, kodbox).page
    widths = page.locator("main .button--wide").evaluate_all(WIDTHS)
    assert len(set(widths)) == 1
    assert len(widths) == 4
    edge = page.locator("main h2 + *").evaluate_all(EDGE)
    right = page.get_by_role("button", name="Logga ut", exact=True).bounding_box()
    assert edge == pytest.approx(right["x"] + right["width"], abs=1)
    headings = page.get_by_role("main").get_by_role("heading", level=2).all_inner_texts()
    assert headings == ["Kodbox", "Lösenord", "Inloggade enheter", "Senaste händelser"]


@in_each_way
def test_the_field_that_has_the_focus_is_in_view(visit, size, javascript):
    astrid = visit("Astrid", size=size, javascript=javascript)
    expect(astrid.field("number")).to_be_focused()
    expect(astrid.field("number")).to_be_in_viewport()
    astrid.goes_to("Skapa nytt lösenord")
    expect(astrid.field("number")).to_be_focused()
    expect(astrid.field("number")).to_be_in_viewport()
    astrid.starts_again()
    astrid.types_password()
    astrid.arrives("Ange behörighetskod")
    expect(astrid.field("code")).to_be_focused()
    expect(astrid.field("code")).to_be_in_viewport()
