"""The kodbox of the help, to practise with: it behaves like a real one, and knows no bank."""

import random
import re

import pytest
from playwright.sync_api import expect

from kodbox.emulator.device import KEYS, Device
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser
FIRST_USE, CODE = "#anvanda-kodboxen-forsta-gangen", "#gora-behorighetskod"
START_PIN, PIN = "1379", "4826"
SEED = 7
DISPLAYS = """([startPin, pin, keys]) => {
  const device = new PracticeDevice({ startPin, pin });
  return keys.map((key) => {
    device.press(key);
    return [device.screen, device.text, device.digits.length];
  });
}"""
# Keys that lead somewhere are more likely than chance would have it.
PARTS = [
    ["OK"],
    ["MENU"],
    [*START_PIN],
    [*PIN],
    [*"2345"],
    [*"7777"],
    [*"6172"],
    ["OK", *PIN, "OK"],
]


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(request, bank, visit):
    page = visit("Astrid", size=request.param).page
    page.goto(f"{bank.url}/hjalp/{FIRST_USE}")
    return page


def practice(page, topic=FIRST_USE):
    return page.locator(topic).get_by_role("group", name="Övningskodbox")


def press(kodbox, keys):
    for key in keys:
        kodbox.get_by_role("button", name=key, exact=True).click()


def shows(kodbox, text):
    expect(kodbox.locator("output")).to_contain_text(text)


def of_device(pin, keys):
    """Return what the emulated device shows after each key."""
    device, shown = Device("1", b"12345678901234567890", START_PIN, pin=pin), []
    for key in keys:
        device.press(key, 1_000_000)
        display = device.display(1_000_000)
        gap = 1 if display.screen == "code" else 0
        shown.append([display.screen.value, display.text, len(display.digits) + gap])
    return shown


def test_it_shows_what_the_emulated_kodbox_shows_whatever_is_pressed(page):
    chance = random.Random(SEED)
    for pin in (None, PIN) * 30:
        parts = chance.choices([*PARTS, *([key] for key in KEYS)], k=40)
        keys = [key for part in parts for key in part]
        assert page.evaluate(DISPLAYS, [START_PIN, pin, keys]) == of_device(pin, keys), keys


def test_a_pinkod_is_chosen_and_the_display_goes_dark(page):
    page.clock.install()
    page.reload()
    kodbox = practice(page)
    expect(kodbox).to_contain_text("bara en övning")
    expect(kodbox).to_contain_text("Start-PIN i övningen: 1379")
    for keys, text in (
        ("OK", "ANGE PIN"),
        (START_PIN, "NY PIN"),
        ("6172", "4 av 4 siffror skrivna"),
    ):
        press(kodbox, [keys] if keys == "OK" else keys)
        shows(kodbox, text)
    press(kodbox, ["OK"])
    shows(kodbox, "VERIFIERA")
    press(kodbox, [*"6172", "OK"])
    shows(kodbox, "OK")
    page.clock.fast_forward("00:04")
    shows(kodbox, "Displayen är släckt")
    press(kodbox, ["Börja om"])
    expect(kodbox).to_contain_text("Tryck på OK för att starta kodboxen.")


def test_a_code_is_made_with_the_keyboard_alone_and_nothing_is_sent(bank, page):
    page.goto(f"{bank.url}/hjalp/{CODE}")
    page.wait_for_load_state("networkidle")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    kodbox = practice(page, CODE)
    kodbox.get_by_role("button", name="OK").focus()
    for key in ("Enter", *PIN, "Enter"):
        page.keyboard.press(key)
    shows(kodbox, re.compile(r"\d( \d){7}"))
    expect(kodbox.locator(".kodbox__digit")).to_have_count(9)
    page.keyboard.press("m")
    shows(kodbox, "BYT PIN")
    assert requests == []


def test_its_keys_are_large_enough_and_within_the_page(page):
    for key in ("1", "MENU", "OK"):
        area = practice(page).get_by_role("button", name=key, exact=True).bounding_box()
        assert min(area["width"], area["height"]) >= 44
        assert 0 <= area["x"] < area["x"] + area["width"] <= page.viewport_size["width"]


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_without_scripts_there_are_pictures_instead(bank, visit, size):
    page = visit("Astrid", javascript=False, size=size).page
    page.goto(f"{bank.url}/hjalp/{FIRST_USE}")
    expect(page.locator(FIRST_USE).locator(".kodbox--crop").first).to_be_visible()
    expect(page.get_by_text("Övningskodbox")).to_have_count(0)
    expect(page.locator(FIRST_USE).get_by_role("button")).to_have_count(0)
