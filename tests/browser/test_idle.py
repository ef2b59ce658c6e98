"""What a page does when nobody does anything: it asks in time, and is left when the time is out."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import demo_bank
from tests.browser.keyboard import Typist
from tests.browser.walks import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.row("G9")]
ASKS = 70  # seconds of idleness, so that the page asks after five
ENDS = 15  # so few that it asks at once


def bank_that_waits(seconds, virgin, folder, setting="HEMBANKEN_IDLE_SECONDS"):
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(setting, str(seconds))
        with demo_bank.serving(folder / "var", virgin) as bank:
            yield bank


@pytest.fixture(scope="module")
def asking_bank(chromium, virgin, tmp_path_factory):
    yield from bank_that_waits(ASKS, virgin, tmp_path_factory.mktemp("asking"))


@pytest.fixture(scope="module")
def ending_bank(chromium, virgin, tmp_path_factory):
    yield from bank_that_waits(ENDS, virgin, tmp_path_factory.mktemp("ending"))


@pytest.fixture
def closing_bank(chromium, virgin, tmp_path):
    """A bank whose sessions are soon as long as they can be, whatever is done."""
    yield from bank_that_waits(ASKS, virgin, tmp_path, "HEMBANKEN_SESSION_SECONDS")


def log_in(page, bank):
    visitor = Visitor(page, bank.person("Astrid"))
    visitor.comes_to(bank)
    kodbox = visitor.takes_kodbox()
    visitor.logs_in(kodbox)
    return visitor


def dialog(page):
    return page.get_by_role("alertdialog", name="Är du kvar?")


def test_the_page_asks_and_one_press_goes_on(new_page, asking_bank):
    page = log_in(new_page(), asking_bank).page
    link = page.get_by_role("link", name="Byt lösenord")
    link.focus()
    expect(dialog(page)).to_be_visible()
    expect(dialog(page)).to_contain_text(re.compile(r"Du loggas ut om \d"))
    expect(page.get_by_role("button", name="Fortsätt")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog(page)).to_be_hidden()
    expect(link).to_be_focused()
    expect(dialog(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog(page)).to_be_hidden()


def test_who_is_typing_ends_nothing_by_it(new_page, closing_bank):
    page = log_in(new_page(), closing_bank).page
    expect(dialog(page)).to_be_visible()
    expect(page.get_by_role("heading", name="Är du kvar?")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    expect(dialog(page)).to_contain_text("längre än så går inte")


def test_a_press_that_nobody_hears_says_so(new_page, asking_bank, complaints):
    page = log_in(new_page(), asking_bank).page
    expect(dialog(page)).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Fortsätt").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("Banken svarar inte"))
    page.context.set_offline(False)
    page.get_by_role("button", name="Fortsätt").click()
    expect(dialog(page)).to_be_hidden()
    complaints.heard.clear()


def test_the_server_is_asked_before_the_page_is_left(new_page, asking_bank):
    page = new_page()
    page.clock.install()
    visitor = log_in(page, asking_bank)
    with page.expect_response("**/tid-kvar/"):
        page.clock.fast_forward(ASKS * 1000)
    visitor.comes_home()


def test_the_dialog_logs_out(new_page, ending_bank):
    visitor = log_in(new_page(), ending_bank)
    dialog(visitor.page).get_by_role("button", name="Logga ut").click()
    visitor.arrives("Du är utloggad")


@pytest.mark.row("G11")
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_dialog_is_accessible_and_keeps_the_keyboard(new_page, asking_bank, examiner, language):
    visitor = log_in(new_page(), asking_bank)
    if language == "en":
        visitor.presses("English")
    asked = visitor.page.get_by_role("alertdialog")
    expect(asked).to_be_visible()
    examiner.look(visitor.page)
    stay, leave = asked.get_by_role("button").all()
    typist = Typist(visitor.page, visitor.person)
    typist.tabs_to(leave)
    typist.tabs_to(stay)
    typist.tabs_to(leave)
    typist.page.keyboard.press("Enter")
    expect(typist.page).to_have_url(f"{asking_bank.url}/logga-ut/")


@pytest.mark.row("E3")
@pytest.mark.parametrize("javascript", [True, False])
def test_the_page_is_left_by_itself_and_the_next_one_says_why(new_page, ending_bank, javascript):
    page = log_in_anywhere(new_page, ending_bank, javascript=javascript)
    expect(page.get_by_role("status")).to_contain_text("Du blev utloggad")
    assert page.url.endswith("/logga-in/")
    assert "Astrid" not in page.content()


def log_in_anywhere(new_page, bank, *, javascript):
    """Log in with scripts, which the drawn kodbox needs, and go on in a browser with or without."""
    page = log_in(new_page(), bank).page
    if javascript:
        return page
    plain = new_page(javascript=False)
    plain.context.add_cookies(page.context.cookies())
    plain.goto(f"{bank.url}/hem/")
    page.context.close()
    return plain


@pytest.mark.row("E3")
def test_activity_in_another_tab_keeps_the_page(new_page, ending_bank):
    visitor = log_in(new_page(), ending_bank)
    other = visitor.page.context.new_page()
    for _ in range(4):
        other.goto(f"{ending_bank.url}/hem/")
        visitor.page.wait_for_timeout(5000)
    visitor.comes_home()


def test_nothing_stays_on_the_screen_while_the_server_is_silent(new_page, ending_bank):
    page = log_in(new_page(), ending_bank).page
    page.route("**/tid-kvar/", lambda route: None)
    expect(page.get_by_text("Astrid")).to_be_hidden()
