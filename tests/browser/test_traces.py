"""A first login leaves no number, password, PIN or code in history, log, sessions or database."""

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
PASSWORD = "4071"


class Recorder:
    """Records URLs and titles, and at each step the decrypted sessions of the bank."""

    def __init__(self, bank):
        self.bank = bank
        self.history = []
        self.sessions = []

    def __call__(self, page, heading, title=""):
        see(page, heading, title)
        self.history += [page.url, page.title()]
        self.sessions += sessions(self.bank)


@pytest.fixture(scope="module")
def recorder(bank):
    return Recorder(bank)


@pytest.fixture(scope="module")
def secrets(bank, chromium, recorder):
    """The secrets of a customer who has done the whole first login in front of the recorder."""
    context = chromium.new_context(locale="sv-SE")
    cecilia = Visitor(context.new_page(), bank.person("Cecilia"), recorder)
    cecilia.page.on("framenavigated", lambda frame: recorder.history.append(frame.url))
    cecilia.opens(bank)
    kodbox = cecilia.takes_kodbox()
    temporary = cecilia.logs_in_for_the_first_time(kodbox, PIN, PASSWORD)
    digits = re.sub(r"\D", "", cecilia.person.number)
    numbers = {digits, digits[-10:], f"{digits[-10:-4]}-{digits[-4:]}"}
    yield {PASSWORD, temporary, PIN, kodbox.box.start_pin, *kodbox.codes, *numbers}
    context.close()


@pytest.mark.row("F8")
def test_no_url_and_no_title_holds_a_secret(secrets, recorder):
    assert any(url.endswith("/avtal/godkann/") for url in recorder.history)
    assert [text for text in recorder.history if TEN_DIGITS.search(text)] == []
    assert with_secrets(secrets, recorder.history) == []


@pytest.mark.row("S19")
def test_the_log_of_the_server_holds_no_secret(bank, secrets):
    assert "Hembanken, the demonstration" in bank.log()
    assert with_secrets(secrets, [bank.log()]) == []


def test_no_session_held_a_secret_at_any_step(secrets, recorder):
    assert any("pending_reset" in content for content in recorder.sessions)
    assert any("pending_login" in content for content in recorder.sessions)
    assert with_secrets(secrets, recorder.sessions) == []


def test_no_cell_of_the_database_holds_a_secret(bank, secrets):
    assert "Cecilia Ny" in cells(bank)
    assert with_secrets(secrets, cells(bank)) == []


def test_the_bytes_of_the_database_hold_no_number_and_no_code(bank, secrets):
    content = b"".join(file.read_bytes() for file in bank.folder.glob("hembanken.sqlite3*"))
    long_secrets = [secret for secret in secrets if len(secret) >= 8]
    assert [secret for secret in long_secrets if secret.encode() in content] == []


def with_secrets(secrets, texts):
    """Return the texts that hold a secret; four digits count only where they stand alone."""
    alone = r"(?<![\w+/.:-]){}(?![\w+/.:-])"
    patterns = [alone.format(each) if len(each) == 4 else re.escape(each) for each in secrets]
    return [text for text in texts if re.search("|".join(patterns), text)]


def cells(bank):
    """Return every value of every table as text, bytes as Latin-1."""
    with closing(sqlite3.connect(bank.database_file)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        rows = [row for (name,) in tables for row in database.execute(f'SELECT * FROM "{name}"')]
    return [
        value.decode("latin-1") if isinstance(value, bytes) else str(value)
        for row in rows
        for value in row
        if isinstance(value, str | bytes | int)
    ]


def sessions(bank):
    """Return the JSON of every stored session."""
    rows = bank.database.ask("SELECT session_key, session_data FROM hembanken_sessions_session")
    return [decrypted(bank, *row) for row in rows]


def decrypted(bank, row_key, data):
    """Decrypt a session with the bank's keys and without the bank's code."""
    keys = json.loads((bank.folder / "keys.json").read_text())["encryption"]
    associated_data = f"hembanken_sessions_session.session_data:{row_key}"
    cipher = AESGCM(base64.b64decode(keys[str(data[1])]))
    return cipher.decrypt(data[2:14], data[14:], associated_data.encode()).decode()
