"""The emulated kodbox: keys, keyboard, names, and a display that goes dark."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.emulated_kodbox import DARK, SPOKEN_CODE
from tests.browser.test_first_login import IS_TOO_WIDE

pytestmark = pytest.mark.browser


def test_its_keys_are_named_as_they_are_labelled(visit):
    kodbox = visit("Astrid").takes_kodbox()
    pad = kodbox.tab.get_by_role("group", name="Knappsats")
    names = pad.get_by_role("button").all_inner_texts()
    assert names == [*"123456789", "MENU", "0", "OK"]


def test_a_code_is_made_with_the_keyboard_alone(visit):
    kodbox = visit("Bo").takes_kodbox()
    kodbox.tab.bring_to_front()
    expect(kodbox.tab.get_by_role("button", name="OK")).to_be_focused()
    kodbox.tab.keyboard.press("Enter")
    kodbox.shows("ANGE PIN")
    for key in kodbox.pin:
        kodbox.tab.keyboard.press(key)
    kodbox.shows("4 av 4 siffror skrivna")
    kodbox.tab.keyboard.press("Enter")
    kodbox.shows(SPOKEN_CODE)
    kodbox.tab.keyboard.press("m")
    kodbox.shows("BYT PIN")


def test_a_pinkod_that_is_easy_to_guess_is_refused(visit):
    kodbox = visit("Greta").takes_kodbox(1)
    kodbox.switch_on()
    kodbox.type_start_pin()
    for easy in ("4444", "2345"):
        kodbox.shows("NY PIN")
        kodbox.type(easy)
        expect(kodbox.tab.get_by_text("för lätt att gissa")).to_be_visible()


def test_without_scripts_its_keys_work_as_well(visit):
    kodbox = visit("Farid", javascript=False).takes_kodbox()
    assert SPOKEN_CODE.fullmatch(" ".join(kodbox.make_code()))


def test_without_scripts_its_keys_work_after_a_login_in_another_tab(visit):
    astrid = visit("Astrid", javascript=False)
    kodbox = astrid.takes_kodbox()
    astrid.logs_in(kodbox)
    kodbox.make_code()


def test_it_goes_dark_by_itself(bank, visit):
    kodbox = visit("Astrid").takes_kodbox()
    kodbox.tab.clock.install()
    kodbox.tab.reload()
    kodbox.switch_on()
    age_the_display(bank, kodbox.box.serial, seconds=31)
    kodbox.tab.clock.fast_forward("00:31")
    kodbox.shows(DARK)


def test_it_goes_dark_soon_after_a_pinkod_was_chosen(bank, visit):
    kodbox = visit("Astrid").takes_kodbox()
    kodbox.tab.clock.install()
    kodbox.tab.reload()
    kodbox.switch_on()
    kodbox.type(kodbox.pin)
    for key in ("MENU", "OK"):
        kodbox.press(key)
    kodbox.choose_after("NY PIN", kodbox.pin)
    age_the_display(bank, kodbox.box.serial, seconds=3)
    kodbox.tab.clock.fast_forward("00:04")
    kodbox.shows(DARK)


def age_the_display(bank, serial, seconds):
    file = bank.folder / "kodboxes" / f"{serial}.json"
    device = bank.kodbox(serial)
    device["dark_at"] -= seconds
    file.write_text(json.dumps(device))


def test_the_gap_in_a_code_is_as_wide_as_a_digit(visit):
    kodbox = visit("Astrid").takes_kodbox()
    kodbox.switch_on()
    kodbox.type(kodbox.pin)
    kodbox.shows(SPOKEN_CODE)
    widths = kodbox.tab.locator(".kodbox__digit").evaluate_all(
        "digits => digits.map((digit) => Math.round(digit.offsetWidth))"
    )
    assert len(widths) == 9
    assert len(set(widths)) == 1
    kodbox.press("OK")
    kodbox.shows(DARK)


def test_a_touch_screen_is_not_told_about_a_keyboard(bank, chromium):
    astrid = bank.person("Astrid")
    address = f"{bank.url}/kodbox/{astrid.boxes[0].serial}/"
    for touch in (True, False):
        with chromium.new_context(locale="sv-SE", has_touch=touch, is_mobile=touch) as context:
            page = context.new_page()
            page.goto(address)
            expect(page.get_by_text("Med tangentbord")).to_be_visible(visible=not touch)


@pytest.mark.parametrize("width", [320, PHONE[0]])
def test_it_fits_on_a_narrow_screen(visit, width):
    kodbox = visit("Astrid", size=(width, 568)).takes_kodbox()
    kodbox.switch_on()
    assert not kodbox.tab.evaluate(IS_TOO_WIDE)
    for key in ("1", "3", "MENU", "0", "OK"):
        area = kodbox.tab.get_by_role("button", name=key, exact=True).bounding_box()
        assert 0 <= area["x"] < area["x"] + area["width"] <= width
        assert min(area["width"], area["height"]) >= 44
