"""What a whole first login leaves behind: no number, password, PIN, code or seed anywhere."""

import base64
import json
import re
import sqlite3
from contextlib import closing

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.browser.walks import Visitor, see

pytestmark = pytest.mark.browser
TEN_DIGITS = re.compile(r"\d{10}|\d{6}[-+]\d{4}")
PIN = "2580"
CHOICE = "4071"


class Watcher:
    """Notes what the browser's history keeps, and at each step what the bank's sessions hold."""

    def __init__(self, bank):
        self.bank = bank
        self.history = []
        self.sessions = []

    def __call__(self, page, heading, title=""):
        see(page, heading, title)
        self.history += [page.url, page.title()]
        self.sessions += sessions(self.bank)

    def notes(self, frame):
        self.history.append(frame.url)


@pytest.fixture(scope="module")
def cecilia(bank, chromium):
    """She has walked through her first login, watched; then she carries her words with her."""
    context = chromium.new_context(locale="sv-SE")
    visitor = Visitor(context.new_page(), bank.person("Cecilia"), Watcher(bank))
    visitor.page.on("framenavigated", visitor.arrive.notes)
    visitor.comes_to(bank)
    kodbox = visitor.takes_kodbox()
    temporary = visitor.logs_in_for_the_first_time(kodbox, PIN, CHOICE)
    visitor.words = {CHOICE, temporary, PIN, kodbox.box.start_pin, *kodbox.shown}
    visitor.words |= written_forms(visitor.person.number)
    yield visitor
    context.close()


@pytest.mark.row("F8")
def test_no_address_and_no_title_tells_anything(cecilia):
    history = cecilia.arrive.history
    assert any(url.endswith("/avtal/godkann/") for url in history)
    assert [each for each in history if TEN_DIGITS.search(each)] == []
    assert found(cecilia.words, history) == []


@pytest.mark.row("S19")
def test_the_servers_log_tells_nothing(bank, cecilia):
    assert "Hembanken, the demonstration" in bank.log()
    assert found(cecilia.words, [bank.log()]) == []


def test_no_session_held_anything_at_any_step(cecilia):
    held = cecilia.arrive.sessions
    assert any("pending_reset" in each for each in held)
    assert any("pending_login" in each for each in held)
    assert found(cecilia.words, held) == []


def test_no_cell_of_the_database_tells_anything(bank, cecilia):
    start_pins = {box.start_pin for person in bank.people for box in person.boxes}
    assert "Cecilia Ny" in cells(bank)
    assert found(cecilia.words | start_pins, cells(bank)) == []


def test_the_databases_bytes_hold_no_number_and_no_code(bank, cecilia):
    long = {word for word in cecilia.words if len(word) >= 8}
    long |= {form for number in bank.numbers for form in written_forms(number)}
    assert [word for word in long if word.encode() in database_bytes(bank)] == []


def test_the_databases_bytes_hold_no_seed(bank, cecilia):
    kodboxes = sorted((bank.folder / "kodboxes").glob("*.json"))
    seeds = [bytes.fromhex(json.loads(file.read_text())["secret"]) for file in kodboxes]
    assert len(seeds) >= sum(len(person.boxes) for person in bank.people)
    stored = database_bytes(bank)
    assert [form for seed in seeds for form in encoded_forms(seed) if form in stored] == []


def written_forms(number):
    digits = re.sub(r"\D", "", number)
    return {digits, digits[-10:], f"{digits[-10:-4]}-{digits[-4:]}"}


def encoded_forms(seed):
    hexadecimal = seed.hex().encode()
    codings = (base64.b64encode, base64.urlsafe_b64encode, base64.b32encode)
    return [seed, hexadecimal, hexadecimal.upper(), *(code(seed).rstrip(b"=") for code in codings)]


def found(words, texts):
    """Return the words that stand in a text; four digits count only where they stand alone."""
    shape = r"(?<![\w+/.:-]){}(?![\w+/.:-])"
    patterns = [shape.format(word) if len(word) == 4 else re.escape(word) for word in words]
    return [text for text in texts if re.search("|".join(patterns), text)]


def cells(bank):
    """Return every text of every table, bytes read as Latin-1."""
    with closing(sqlite3.connect(bank.folder / "hembanken.sqlite3")) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        rows = [row for (name,) in tables for row in database.execute(f'SELECT * FROM "{name}"')]
    return [as_text(value) for row in rows for value in row if isinstance(value, str | bytes | int)]


def as_text(value):
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def sessions(bank):
    """Return every stored session as the JSON that it was before it was encrypted."""
    with closing(sqlite3.connect(bank.folder / "hembanken.sqlite3")) as database:
        rows = database.execute("SELECT session_key, session_data FROM hembanken_sessions_session")
        return [decrypted(bank, *row) for row in rows.fetchall()]


def decrypted(bank, key, data):
    """Open what the bank encrypted, with the bank's keys but without its code."""
    seal = json.loads((bank.folder / "keys.json").read_text())["encryption"][str(data[1])]
    place = f"hembanken_sessions_session.session_data:{key}"
    cipher = AESGCM(base64.b64decode(seal))
    return cipher.decrypt(data[2:14], data[14:], place.encode()).decode()


def database_bytes(bank):
    return b"".join(file.read_bytes() for file in bank.folder.glob("hembanken.sqlite3*"))
