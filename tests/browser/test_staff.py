"""Kundservice and Säkerhet at work: from an order to the letter, and to the box's first code."""

import base64
import re
import zlib

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo_bank import Box
from tests.browser.drawn_kodbox import DrawnKodbox

pytestmark = pytest.mark.browser


def comes_in(visitor, bank):
    """Log a member of staff in at their own door, and return their page."""
    code = visitor.takes_kodbox().make_code()
    page = visitor.page
    page.bring_to_front()
    page.goto(f"{bank.url}/personal/")
    page.get_by_label("Användarnamn").fill(visitor.person.number)
    page.get_by_label("Lösenord").fill(visitor.person.password)
    page.get_by_label("Behörighetskod").fill(code)
    visitor.presses("Logga in")
    expect(page.get_by_role("heading", level=1, name="Bankens verktyg")).to_be_visible()
    return page


def does(page: Page, act: str, **told: str) -> None:
    page.get_by_role("link", name=act, exact=True).click()
    for label, text in told.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name=act, exact=True).click()


def lists(page: Page, rows: str) -> None:
    page.get_by_role("link", name="Hembanken: bankens verktyg").click()
    page.get_by_role("main").get_by_role("link", name=rows, exact=True).click()


def finds(page: Page, rows: str, text: str) -> None:
    lists(page, rows)
    page.get_by_role("row", name=text).get_by_role("link").first.click()


def start_pin_of(letter: bytes) -> str:
    """Read the four digits that a letter's page draws alone on a line."""
    (drawn,) = re.findall(rb"ASCII85Decode.*?stream\r?\n(.*?)endstream", letter, re.S)
    page = zlib.decompress(base64.a85decode(b"<~" + drawn.strip(), adobe=True))
    (pin,) = re.findall(rb"\((\d{4})\) Tj", page)
    return pin.decode()


def orders(visitor, bank):
    """Order a kodbox as a customer who is logged in."""
    visitor.logs_in(visitor.takes_kodbox())
    visitor.page.goto(f"{bank.url}/bestall-kodbox/")
    visitor.presses("Beställ")
    expect(visitor.page.get_by_text("Behandlas")).to_be_visible()


def sends(page: Page) -> str:
    """Take the order and send the first box in stock; return its serial."""
    lists(page, "Kodboxar")
    serial = page.get_by_role("row", name="i lager").get_by_role("link").first.inner_text()
    finds(page, "Beställningar", "Astrid Avtal")
    does(page, "Ta beställningen")
    does(page, "Skicka kodbox", **{"Kodboxens serienummer": serial})
    expect(page.get_by_role("link", name="Skriv ut brevet med Start-PIN")).to_have_count(0)
    return serial


def prints(page: Page) -> str:
    """Print the letter, and return the Start-PIN that stands in it."""
    finds(page, "Beställningar", "Astrid Avtal")
    with page.expect_download() as letter:
        does(page, "Skriv ut brevet med Start-PIN")
    return start_pin_of(letter.value.path().read_bytes())


@pytest.mark.row("C16")
def test_from_an_order_to_the_letter_and_the_first_code_of_the_new_box(visit, bank):
    astrid, karin, samir = visit("Astrid"), visit("Karin"), visit("Samir")
    orders(astrid, bank)
    serial = sends(comes_in(karin, bank))
    pin = prints(comes_in(samir, bank))
    astrid.logs_out()
    tab = astrid.page.context.new_page()
    tab.goto(f"{bank.url}/kodbox/{serial}/")
    kodbox = DrawnKodbox(tab, Box(serial, pin, ""))
    kodbox.choose_pin("2604")
    astrid.comes_to(bank)
    astrid.logs_in(kodbox)
    finds(samir.page, "Kodboxar", astrid.person.boxes[0].serial)
    expect(samir.page.get_by_text("tagen ur bruk").first).to_be_visible()
