"""The demonstration: a kodbox beside the login in one window, and people who begin again."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ONE_WAY, PHONE, WAY_NAMES
from tests.browser.emulated_kodbox import DARK, EmulatedKodbox
from tests.browser.examining import ALL, Examiner
from tests.browser.walks import TERMS, Visitor

pytestmark = pytest.mark.browser
FRAME = ".companion__frame"


class Companion(EmulatedKodbox):
    """The kodbox beside the page, which a phone opens at its foot."""

    page = None

    def switch_on(self):
        self.opens()
        super().press("OK")
        self.shows("ANGE PIN")

    def opens(self):
        if self.page.viewport_size["width"] == PHONE[0] and not self.tab_is_open():
            self.page.locator(".companion summary").click()

    def tab_is_open(self):
        return self.page.locator(FRAME).is_visible()

    def make_code(self):
        code = super().make_code()
        if self.page.viewport_size["width"] == PHONE[0]:
            self.page.locator(".companion summary").click()
        return code


@pytest.fixture(params=ONE_WAY, ids=WAY_NAMES.get)
def visitor(request, bank, visit):
    size, javascript = request.param

    def arrive(name) -> Visitor:
        visitor = visit(name, size=size, javascript=javascript)
        visitor.page.goto(f"{bank.url}/demo/")
        return visitor

    return arrive


def companion_of(bank, visitor, name):
    visitor.person = bank.person(name)
    companion = Companion(visitor.page.frame_locator(FRAME), visitor.person.boxes[0])
    companion.page = visitor.page
    return companion


def test_a_first_login_in_one_window_from_one_click(bank, visitor):
    cecilia = visitor("Cecilia")
    cecilia.presses("Prova den första inloggningen")
    cecilia.arrives("Skapa nytt lösenord")
    kodbox = companion_of(bank, cecilia, "Cecilia")
    kodbox.choose_pin("2580")
    code = kodbox.make_code()
    cecilia.fills(number=cecilia.person.number, code=code)
    cecilia.presses("Logga in")
    cecilia.arrives("Ditt temporära lösenord")
    temporary = cecilia.shows_temporary_password()
    cecilia.ticks("Jag har noterat det temporära lösenordet", TERMS)
    cecilia.replaces_password(kodbox, temporary, "4071")
    cecilia.connects("4071")
    cecilia.arrives_home()


def test_the_code_stays_on_the_display_while_it_is_typed(bank, visitor):
    astrid = visitor("Astrid")
    astrid.presses("Logga in som Astrid Avtal")
    kodbox = companion_of(bank, astrid, "Astrid")
    astrid.types_password()
    astrid.arrives("Ange behörighetskod")
    kodbox.switch_on()
    kodbox.type(kodbox.pin)
    digits = kodbox.tab.locator(".kodbox__digit")
    expect(digits).to_have_count(9)
    code = "".join(digits.all_inner_texts()).replace(" ", "")
    astrid.fills(code=code)
    expect(digits).to_have_count(9)
    astrid.presses("Logga in")
    astrid.arrives_home()
    kodbox.opens()
    kodbox.press("OK")
    kodbox.shows(DARK)
    astrid.presses("Lägg undan kodboxen")
    astrid.arrives("Demonstrationsbanken")
    expect(astrid.page.locator(FRAME)).to_have_count(0)


def test_a_person_whose_password_was_changed_begins_again(bank, visitor):
    hassan = visitor("Hassan")
    hassan.presses("Logga in som Hassan Kund")
    hassan.logs_in(companion_of(bank, hassan, "Hassan"))
    hassan.changes_password("6172")
    hassan.page.goto(f"{bank.url}/demo/")
    card = hassan.page.locator(".person").filter(has_text="Hassan Kund")
    expect(card).to_contain_text("ändrat")
    card.get_by_role("button", name="Börja om").click()
    expect(hassan.page.get_by_text("Hassan Kund börjar om från början.")).to_be_visible()
    expect(card).to_contain_text("8305")
    hassan.presses("Logga in som Hassan Kund")
    hassan.logs_in(companion_of(bank, hassan, "Hassan"))


def test_a_page_with_the_kodbox_beside_it_has_no_fault(bank, visit):
    examiner = Examiner("sv", ALL)
    astrid = visit("Astrid")
    astrid.page.goto(f"{bank.url}/demo/")
    astrid.presses("Logga in som Astrid Avtal")
    for path in ("/logga-in/", "/nytt-losenord/"):
        astrid.page.goto(f"{bank.url}{path}")
        examiner.look(astrid.page)
        astrid.page.set_viewport_size({"width": 360, "height": 740})
        astrid.page.locator(".companion summary").click()
        examiner.look(astrid.page)
    assert examiner.faults == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_of_the_people_has_whole_headline_and_aligned_labels(bank, visit, width):
    page = visit("Astrid", size=(width, 844)).page
    page.goto(f"{bank.url}/demo/")
    heading = page.get_by_role("heading", level=1)
    lines = "each => each.offsetHeight / parseFloat(getComputedStyle(each).lineHeight)"
    assert round(heading.evaluate(lines)) == 1
    for facts in page.locator(".person__facts").all():
        tops = facts.locator("dt").evaluate_all("all => all.map((each) => each.offsetTop)")
        assert len(set(tops)) == 1
