"""Kundservice and Säkerhet at work: from an order to the letter, and to the box's first code."""

import base64
import re
import sqlite3
import zlib
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo_bank import Box, Person
from tests.browser.drawn_kodbox import DrawnKodbox

pytestmark = pytest.mark.browser


def comes_in(visitor, bank):
    """Log a member of staff in at their own door, and return their page."""
    code = visitor.takes_kodbox().make_code()
    page = visitor.page
    page.bring_to_front()
    page.goto(f"{bank.url}/personal/")
    page.get_by_label("Användarnamn").fill(visitor.person.number)
    page.get_by_label("Lösenord", exact=True).fill(visitor.person.password)
    page.get_by_label("Behörighetskod").fill(code)
    visitor.presses("Logga in")
    expect(page.get_by_role("heading", level=1, name="Bankens verktyg")).to_be_visible()
    return page


def does(page: Page, act: str, reason: str = "", **told: str) -> None:
    page.get_by_role("link", name=act, exact=True).click()
    confirms(page, act, reason, **told)


def confirms(page: Page, act: str, reason: str = "", **told: str) -> None:
    if reason:
        page.get_by_label("Skäl:", exact=True).select_option(reason)
    for label, text in told.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name=act, exact=True).click()


def lists(page: Page, rows: str) -> None:
    page.get_by_role("link", name="Hembanken: bankens verktyg").click()
    page.get_by_role("main").get_by_role("link", name=rows, exact=True).last.click()


def finds(page: Page, rows: str, text: str) -> None:
    lists(page, rows)
    page.get_by_role("row", name=text).get_by_role("link").first.click()


def finds_customer(page: Page, person: Person) -> None:
    lists(page, "Kunder")
    page.get_by_label("Personnummer, kundnummer, serienummer eller namn").fill(person.number)
    page.get_by_role("button", name="Sök", exact=True).click()
    page.get_by_role("row", name=person.name).get_by_role("link").click()


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
        does(page, "Skriv ut brevet med Start-PIN", "Brevet skickas")
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


@pytest.mark.row("C13", "S15")
def test_a_lost_kodbox_is_blocked_while_its_customer_is_logged_in_elsewhere(visit, bank):
    hassan, karin = visit("Hassan"), visit("Karin")
    box = hassan.takes_kodbox()
    hassan.logs_in(box)
    desk = comes_in(karin, bank)
    finds_customer(desk, hassan.person)
    expect(desk.get_by_role("heading", level=1, name="Hassan Kund")).to_be_visible()
    serial = hassan.person.boxes[0].serial
    desk.get_by_role("link", name=f"Spärra {serial}").click()
    confirms(desk, "Spärra kodboxen", "Förlorad")
    expect(desk.get_by_text("Gjort: Spärra kodboxen.")).to_be_visible()
    hassan.page.bring_to_front()
    hassan.follows("Om Hembanken")
    hassan.arrives("Logga in med Kodbox")
    hassan.types_password()
    hassan.types_code(box.make_code())
    assert hassan.is_told()[0] == "Felaktigt behörighetskod"


def test_two_people_of_sakerhet_give_a_blocked_kodbox_back(visit, bank):
    elsa, samir, sofia = visit("Elsa"), visit("Samir"), visit("Sofia")
    first, second = comes_in(samir, bank), comes_in(sofia, bank)
    finds(first, "Kodboxar", elsa.person.boxes[0].serial)
    does(first, "Häv spärren", "Kunden har den och är identifierad")
    expect(first.get_by_text("En kollega på Säkerhet behöver godkänna det.")).to_be_visible()
    finds(first, "Förslag", "Häv spärren")
    expect(first.get_by_role("link", name="Avslå")).to_be_visible()
    expect(first.get_by_role("link", name="Godkänn", exact=True)).to_have_count(0)
    finds(second, "Förslag", "Häv spärren")
    does(second, "Godkänn")
    box = elsa.takes_kodbox()
    elsa.logs_in(box)


@pytest.mark.row("S5")
def test_a_staff_form_that_was_opened_before_a_login_turns_nothing_back(visit, bank):
    greta, karin = visit("Greta"), visit("Karin")
    serial = greta.person.boxes[0].serial
    desk = comes_in(karin, bank)
    finds(desk, "Kodboxar", serial)
    desk.get_by_role("link", name="Spärra kodboxen").click()
    before = row_of(bank, serial)
    greta.logs_in(greta.takes_kodbox())
    used = row_of(bank, serial)
    desk.bring_to_front()
    confirms(desk, "Spärra kodboxen", "Stulen")
    expect(desk.get_by_text("Gjort: Spärra kodboxen.")).to_be_visible()
    after = row_of(bank, serial)
    assert before["counter"] < used["counter"] == after["counter"]
    edited = {"state", "slot", "ended_at"}
    assert {name for name in used if used[name] != after[name]} == edited


def row_of(bank, serial: str) -> dict[str, object]:
    """Read what the bank's database knows of a kodbox."""
    with closing(sqlite3.connect(bank.folder / "hembanken.sqlite3")) as database:
        database.row_factory = sqlite3.Row
        row = database.execute("SELECT * FROM kodbox_device WHERE serial = ?", [serial])
        return dict(row.fetchone())
