"""An idle page opens a dialog before the logout, and is left when the time is over."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Typist
from tests.browser.walks import Visitor
from tests.server import demonstration

pytestmark = [pytest.mark.browser, pytest.mark.row("G9")]
DIALOG_SECONDS = 70  # until the logout, so that the dialog opens after five
END_SECONDS = 15  # until the logout, so that the dialog opens at once


@pytest.fixture(scope="module")
def dialog_bank(chromium, unused_bank, tmp_path_factory):
    folder, seconds = tmp_path_factory.mktemp("dialog") / "var", str(DIALOG_SECONDS)
    with demonstration.serving(folder, unused_bank, HEMBANKEN_IDLE_SECONDS=seconds) as bank:
        yield bank


@pytest.fixture(scope="module")
def ending_bank(chromium, unused_bank, tmp_path_factory):
    folder, seconds = tmp_path_factory.mktemp("ending") / "var", str(END_SECONDS)
    with demonstration.serving(folder, unused_bank, HEMBANKEN_IDLE_SECONDS=seconds) as bank:
        yield bank


@pytest.fixture
def short_session_bank(chromium, unused_bank, tmp_path):
    """A bank whose sessions soon reach their maximum, whatever the customer does."""
    folder, seconds = tmp_path / "var", str(DIALOG_SECONDS)
    with demonstration.serving(folder, unused_bank, HEMBANKEN_SESSION_SECONDS=seconds) as bank:
        yield bank


def log_in(page, bank):
    visitor = Visitor(page, bank.person("Astrid"))
    visitor.opens(bank)
    kodbox = visitor.takes_kodbox()
    visitor.logs_in(kodbox)
    return visitor


def dialog(page):
    return page.get_by_role("alertdialog", name="Är du kvar?")


def test_the_dialog_opens_and_one_key_extends_the_session(new_page, dialog_bank):
    page = log_in(new_page(), dialog_bank).page
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


def test_keys_that_are_pressed_as_the_dialog_opens_do_nothing(new_page, short_session_bank):
    page = log_in(new_page(), short_session_bank).page
    expect(dialog(page)).to_be_visible()
    expect(page.get_by_role("heading", name="Är du kvar?")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    expect(dialog(page)).to_contain_text("längre än så går inte")


def test_the_dialog_says_that_the_bank_does_not_answer(new_page, dialog_bank, console):
    page = log_in(new_page(), dialog_bank).page
    expect(dialog(page)).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Fortsätt").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("Banken svarar inte"))
    page.context.set_offline(False)
    page.get_by_role("button", name="Fortsätt").click()
    expect(dialog(page)).to_be_hidden()
    console.clear()


def test_the_page_asks_the_server_before_it_is_left(new_page, dialog_bank):
    page = new_page()
    page.clock.install()
    visitor = log_in(page, dialog_bank)
    with page.expect_response("**/tid-kvar/"):
        page.clock.fast_forward(DIALOG_SECONDS * 1000)
    visitor.arrives_home()


def test_the_dialog_logs_out(new_page, ending_bank):
    visitor = log_in(new_page(), ending_bank)
    dialog(visitor.page).get_by_role("button", name="Logga ut").click()
    visitor.arrives("Du är utloggad")


@pytest.mark.row("G11")
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_dialog_is_accessible_and_keeps_the_focus(new_page, dialog_bank, examiner, language):
    visitor = log_in(new_page(), dialog_bank)
    if language == "en":
        visitor.presses("English")
    shown = visitor.page.get_by_role("alertdialog")
    expect(shown).to_be_visible()
    examiner.look(visitor.page)
    stay, leave = shown.get_by_role("button").all()
    typist = Typist(visitor.page, visitor.person)
    typist.tabs_to(leave)
    typist.tabs_to(stay)
    typist.tabs_to(leave)
    typist.page.keyboard.press("Enter")
    expect(typist.page).to_have_url(f"{dialog_bank.url}/logga-ut/")


@pytest.mark.row("E3")
@pytest.mark.parametrize("javascript", [True, False])
def test_the_idle_page_is_left_and_the_next_page_says_why(new_page, ending_bank, javascript):
    page = log_in_with_or_without_scripts(new_page, ending_bank, javascript=javascript)
    expect(page.get_by_role("status")).to_contain_text("Du blev utloggad")
    assert page.url.endswith("/logga-in/")
    assert "Astrid" not in page.content()


def log_in_with_or_without_scripts(new_page, bank, *, javascript):
    """Log in, and continue in a browser with or without scripts."""
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
    visitor.arrives_home()


def test_the_page_is_hidden_when_the_server_does_not_answer(new_page, ending_bank):
    page = log_in(new_page(), ending_bank).page
    page.route("**/tid-kvar/", lambda route: None)
    expect(page.get_by_text("Astrid")).to_be_hidden()
