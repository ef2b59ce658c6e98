"""Kundservice and Säkerhet: from an order to the letter, and to the first code of the kodbox."""

import base64
import re
import sqlite3
import zlib
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.browser.emulated_kodbox import EmulatedKodbox
from tests.server.demonstration import Kodbox, Person

pytestmark = pytest.mark.browser


def log_in(visitor, bank):
    """Log a member of staff in on the staff's login page, and return the start page."""
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


def perform(page: Page, action: str, reason: str = "", **fields: str) -> None:
    page.get_by_role("link", name=action, exact=True).click()
    confirm(page, action, reason, **fields)


def confirm(page: Page, action: str, reason: str = "", **fields: str) -> None:
    if reason:
        page.get_by_label("Skäl:", exact=True).select_option(reason)
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name=action, exact=True).click()


def open_list(page: Page, rows: str) -> None:
    page.get_by_role("link", name="Hembanken bankens verktyg").click()
    page.get_by_role("main").get_by_role("link", name=rows, exact=True).last.click()


def open_row(page: Page, rows: str, text: str) -> None:
    open_list(page, rows)
    page.get_by_role("row", name=text).get_by_role("link").first.click()


def find_customer(page: Page, person: Person) -> None:
    open_list(page, "Kunder")
    page.get_by_label("Personnummer, kundnummer, serienummer eller namn").fill(person.number)
    page.get_by_role("button", name="Sök", exact=True).click()
    page.get_by_role("row", name=person.name).get_by_role("link").click()


def start_pin_of(letter: bytes) -> str:
    """Return the four digits that stand alone on a line of a letter."""
    (stream,) = re.findall(rb"ASCII85Decode.*?stream\r?\n(.*?)endstream", letter, re.S)
    page = zlib.decompress(base64.a85decode(b"<~" + stream.strip(), adobe=True))
    (pin,) = re.findall(rb"\((\d{4})\) Tj", page)
    return pin.decode()


def order_kodbox(visitor, bank):
    """Order a kodbox as a customer who is logged in."""
    visitor.logs_in(visitor.takes_kodbox())
    visitor.page.goto(f"{bank.url}/bestall-kodbox/")
    visitor.presses("Beställ")
    expect(visitor.page.get_by_text("Din kodbox är beställd")).to_be_visible()


def send_kodbox(page: Page) -> str:
    """Take the order, send the first kodbox in stock, and return its serial."""
    open_list(page, "Kodboxar")
    serial = page.get_by_role("row", name="i lager").get_by_role("link").first.inner_text()
    open_row(page, "Beställningar", "Astrid Avtal")
    perform(page, "Ta beställningen")
    perform(page, "Skicka kodbox", **{"Kodboxens serienummer": serial})
    expect(page.get_by_role("link", name="Skriv ut brevet med Start-PIN")).to_have_count(0)
    return serial


def print_letter(page: Page) -> str:
    """Print the letter, and return its Start-PIN."""
    open_row(page, "Beställningar", "Astrid Avtal")
    with page.expect_download() as letter:
        perform(page, "Skriv ut brevet med Start-PIN", "Brevet skickas")
    return start_pin_of(letter.value.path().read_bytes())


@pytest.mark.row("C16")
def test_a_kodbox_is_ordered_sent_and_activated_by_its_first_code(visit, bank):
    astrid, karin, samir = visit("Astrid"), visit("Karin"), visit("Samir")
    order_kodbox(astrid, bank)
    serial = send_kodbox(log_in(karin, bank))
    pin = print_letter(log_in(samir, bank))
    astrid.logs_out()
    tab = astrid.page.context.new_page()
    tab.goto(f"{bank.url}/kodbox/{serial}/")
    kodbox = EmulatedKodbox(tab, Kodbox(serial, pin, ""))
    kodbox.choose_pin("2604")
    astrid.opens(bank)
    astrid.logs_in(kodbox)
    open_row(samir.page, "Kodboxar", astrid.person.boxes[0].serial)
    expect(samir.page.get_by_text("tagen ur bruk").first).to_be_visible()


@pytest.mark.row("C13", "S15")
def test_blocking_a_kodbox_ends_its_customers_session(visit, bank):
    hassan, karin = visit("Hassan"), visit("Karin")
    kodbox = hassan.takes_kodbox()
    hassan.logs_in(kodbox)
    desk = log_in(karin, bank)
    find_customer(desk, hassan.person)
    expect(desk.get_by_role("heading", level=1, name="Hassan Kund")).to_be_visible()
    serial = hassan.person.boxes[0].serial
    desk.get_by_role("link", name=f"Spärra {serial}").click()
    confirm(desk, "Spärra kodboxen", "Borttappad")
    expect(desk.get_by_text("Gjort: Spärra kodboxen.")).to_be_visible()
    hassan.page.bring_to_front()
    hassan.follows("Om Hembanken")
    hassan.arrives("Logga in med Kodbox")
    hassan.types_password()
    hassan.types_code(kodbox.make_code())
    assert hassan.errors()[0] == "Felaktigt behörighetskod"


def test_two_members_of_sakerhet_unblock_a_kodbox(visit, bank):
    elsa, samir, sofia = visit("Elsa"), visit("Samir"), visit("Sofia")
    first, second = log_in(samir, bank), log_in(sofia, bank)
    open_row(first, "Kodboxar", elsa.person.boxes[0].serial)
    perform(first, "Häv spärren", "Kunden har den och är identifierad")
    expect(first.get_by_text("En kollega på Säkerhet behöver godkänna det.")).to_be_visible()
    open_row(first, "Förslag", "Häv spärren")
    expect(first.get_by_role("link", name="Avslå")).to_be_visible()
    expect(first.get_by_role("link", name="Godkänn", exact=True)).to_have_count(0)
    open_row(second, "Förslag", "Häv spärren")
    perform(second, "Godkänn")
    elsa.logs_in(elsa.takes_kodbox())


@pytest.mark.row("S5")
def test_a_staff_form_that_was_opened_before_a_login_resets_no_counter(visit, bank):
    greta, karin = visit("Greta"), visit("Karin")
    serial = greta.person.boxes[0].serial
    desk = log_in(karin, bank)
    open_row(desk, "Kodboxar", serial)
    desk.get_by_role("link", name="Spärra kodboxen").click()
    before = row_of(bank, serial)
    greta.logs_in(greta.takes_kodbox())
    used = row_of(bank, serial)
    desk.bring_to_front()
    confirm(desk, "Spärra kodboxen", "Stulen")
    expect(desk.get_by_text("Gjort: Spärra kodboxen.")).to_be_visible()
    after = row_of(bank, serial)
    assert before["counter"] < used["counter"] == after["counter"]
    changed = {name for name in used if used[name] != after[name]}
    assert changed == {"state", "slot", "ended_at"}


def row_of(bank, serial: str) -> dict[str, object]:
    """Return the database row of a kodbox."""
    with closing(sqlite3.connect(bank.database_file)) as database:
        database.row_factory = sqlite3.Row
        row = database.execute("SELECT * FROM kodbox_device WHERE serial = ?", [serial])
        return dict(row.fetchone())


def test_the_audit_log_is_not_cut_on_a_desk(visit, bank):
    desk = log_in(visit("Samir"), bank)
    desk.set_viewport_size({"width": 1280, "height": 900})
    desk.goto(f"{bank.url}/personal/audit/entry/")
    cut = "table => table.scrollWidth - table.parentElement.clientWidth"
    assert desk.locator("#result_list").evaluate(cut) <= 0
