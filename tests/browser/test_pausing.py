"""A customer stops the own kodbox, with and without a login, and staff lift the pause."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ONE_WAY
from tests.browser.test_first_login import see_in_balance
from tests.browser.test_staff import confirm, find_customer, log_in

pytestmark = pytest.mark.browser
PAUSE, LOGIN = "Spärra kodbox", "Logga in med Kodbox"
ANSWER = "Stämmer uppgifterna är kodboxen spärrad nu."
CHECKED = "Jag har kontrollerat att det är kunden"
REASON = "Identifierad per telefon med motfrågor"


@pytest.mark.row("C23", "C25")
@pytest.mark.parametrize(("size", "javascript"), ONE_WAY)
def test_a_customer_pauses_twice_and_staff_lift_it(bank, visit, size, javascript):
    astrid = visit("Astrid", arrive=see_in_balance, size=size, javascript=javascript)
    kodbox, desk = astrid.takes_kodbox(), log_in(visit("Karin"), bank)
    astrid.logs_in(kodbox)
    for link in ("Om Hembanken", "Om din säkerhetslösning", PAUSE):
        astrid.goes_to(link)
    astrid.clicks = 2 if javascript else 1
    astrid.presses("Spärra kodboxen")
    astrid.arrives("Kodboxen är spärrad")
    astrid.clicks = 1
    astrid.page.goto(f"{bank.url}/hem/")
    astrid.arrives(LOGIN)
    astrid.types_password()
    astrid.is_refused(LOGIN)
    lift(desk, astrid)
    astrid.is_refused(LOGIN)  # what the page says stays for two minutes
    pause_without_login(astrid)
    astrid.starts_again()
    astrid.types_password()
    astrid.is_refused(LOGIN)
    lift(desk, astrid)
    astrid.logs_in(kodbox)


def pause_without_login(visitor):
    visitor.follows("Spärra den")
    visitor.arrives(PAUSE)
    visitor.presses("Spärra kodboxen")
    visitor.is_refused(PAUSE)
    visitor.fills(number=visitor.person.number, password=visitor.person.password)
    visitor.presses("Spärra kodboxen")
    visitor.arrives(PAUSE)
    expect(visitor.page.get_by_text(ANSWER)).to_be_visible()


def lift(desk, visitor):
    desk.bring_to_front()
    find_customer(desk, visitor.person)
    desk.get_by_role("link", name="Häv pausen", exact=True).click()
    desk.get_by_label(CHECKED).check()
    confirm(desk, "Häv pausen", REASON)
    expect(desk.get_by_text("Gjort: Häv pausen.")).to_be_visible()
