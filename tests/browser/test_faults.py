"""What customers once stumbled over, on a phone and a desktop, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import in_each_way
from tests.browser.test_ordinary_login import WRONG_PASSWORD
from tests.browser.walks import Visitor

pytestmark = [pytest.mark.browser, in_each_way]
SECURITY = ("Om Hembanken", "Om din säkerhetslösning")
WARNING = "Efter 5 felaktiga försök i rad måste du vänta innan du kan försöka igen."


@pytest.fixture
def greta(own_bank, new_page, size, javascript):
    """Greta, who has a kodbox and gets another one."""
    greta = Visitor(new_page(size, javascript=javascript), own_bank.person("Greta"))
    greta.opens(own_bank)
    return greta


def main(visitor):
    return visitor.page.get_by_role("main")


def test_a_replacement_is_told_and_the_old_kodbox_says_since_when(greta):
    kodbox = greta.takes_kodbox(1)
    if not kodbox.box.pin:
        kodbox.choose_pin("6172")
    greta.types_password("1111")
    greta.is_refused("Logga in med Kodbox")
    greta.follows(WRONG_PASSWORD)
    expect(greta.page).to_have_url(re.compile("#id_password$"))
    greta.fills(password=f" {greta.person.password} ")
    greta.presses("Fortsätt")
    greta.types_code(kodbox.make_code())
    greta.arrives_home()
    expect(main(greta)).to_contain_text("Din nya kodbox är i bruk, den gamla gäller inte längre.")
    expect(main(greta)).not_to_contain_text("misslyckats")
    for link in SECURITY:
        greta.goes_to(link)
    expect(main(greta)).to_contain_text("Tagen ur bruk den")
    greta.follows("Om Hembanken")
    greta.goes_to("Dina avtal")
    expect(main(greta)).to_contain_text("Version 2 · godkänd av dig")


def test_the_third_wrong_password_warns_when_it_is_changed(greta):
    greta.logs_in(greta.takes_kodbox())
    for link in (*SECURITY, "Byt lösenord"):
        greta.goes_to(link)
    for _ in range(3):
        greta.fills(current="1111", new="9513", again="9513")
        greta.presses("OK")
        greta.is_refused("Byt lösenord")
    expect(greta.page.get_by_role("alert")).to_contain_text(WARNING)


def test_an_order_is_told_at_home_and_can_be_cancelled(own_bank, new_page, size, javascript):
    astrid = Visitor(new_page(size, javascript=javascript), own_bank.person("Astrid"))
    astrid.opens(own_bank)
    astrid.logs_in(astrid.takes_kodbox())
    astrid.goes_to("Beställa kodbox")
    astrid.presses("Beställ")
    expect(main(astrid)).to_contain_text("Din kodbox är beställd.")
    astrid.follows("Hembanken")
    astrid.arrives_home()
    expect(main(astrid).get_by_role("heading", name="Beställd kodbox")).to_be_visible()
    astrid.follows("Se beställningen")
    astrid.follows("Avbryt beställningen")
    astrid.arrives("Avbryta beställningen")
    astrid.presses("Avbryt beställningen")
    expect(main(astrid)).to_contain_text("Beställningen är avbruten.")
