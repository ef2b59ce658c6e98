"""A thief who steals the database after a day of work finds no secret in it."""

import base64
import json
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pyotp
import pytest

from tests import thief
from tests.server import customers, demonstration, running
from tests.server.browser import Browser
from tests.server.customers import CODE, NEW_PASSWORD, TEMPORARY_PASSWORD, Customer, at

pytestmark = [pytest.mark.server, pytest.mark.own_database, pytest.mark.campaign]
CHANGE, CHOOSE = "/om-hembanken/sakerhetslosning/byt-losenord/", "/logga-in/nytt-losenord/"
CHANGED, CHOSEN = "5827", "6039"
CUSTOMERS_FILE = """personnummer;name;street;postcode;city;email;protected;kodbox
19411118-6377;Ivar Inflyttad;Granitvägen 17;731 30;Köping;ivar@example.se;;{}
19440107-2089;Jelena Skyddad;Hemliga stigen 4;982 04;Gällivare;jelena@example.se;ja;{}
"""


@dataclass
class Loot:
    """The stolen database, the keys and cookies of that day, and the bank's secrets by kind."""

    url: str
    database: Path
    key_file: Path
    cookies: list[str]
    secrets: dict[str, list[str]] = field(repr=False)


class Day:
    """What the customers of the demonstration do in a day, each in their own browser."""

    def __init__(self, demo) -> None:
        self.demo = demo
        self.browsers = []

    def code(self, person):
        box = self.demo.kodbox(person.boxes[0].serial)
        secret = base64.b32encode(bytes.fromhex(box["secret"])).decode()
        return pyotp.HOTP(secret, digits=8).at(box["counter"])

    def types_password(self, person, password):
        browser = Browser(self.demo.url)
        self.browsers.append(browser)
        customers.type_number(browser, Customer(person.number, password))
        return browser

    def logs_in(self, name):
        person = self.demo.person(name)
        browser = self.types_password(person, person.password)
        home = browser.follow(browser.post(CODE, code=self.code(person)))
        assert home.path == "/hem/"
        return browser

    def changes_password(self, name):
        """Change the password, order a kodbox, and stay logged in."""
        browser = self.logs_in(name)
        browser.get(CHANGE)
        form = {"current": self.demo.person(name).password, "choice": CHANGED, "again": CHANGED}
        assert browser.post(CHANGE, **form).status == 302
        browser.get("/bestall-kodbox/")
        assert browser.post("/bestall-kodbox/", delivery="post").status == 302

    def forgets_password(self, name):
        """Get a temporary password, choose a personal one, leave, and return the temporary one."""
        person = self.demo.person(name)
        browser = at(self.demo.url, NEW_PASSWORD)
        browser.post(NEW_PASSWORD, number=person.number, code=self.code(person))
        browser.get(TEMPORARY_PASSWORD)
        page = browser.post(TEMPORARY_PASSWORD).body
        temporary = re.search(r"secret__digits.[^>]*>(\d{4})<", page)[1]
        browser = self.types_password(person, temporary)
        browser.get(CHOOSE)
        assert browser.post(CHOOSE, choice=CHOSEN, again=CHOSEN).location == CODE
        return temporary

    def guesses(self, name):
        self.types_password(self.demo.person(name), "9999").post(CODE, code="12345678")

    def imports_customers(self):
        """Import customers whose kodboxes wait for their letters, and return the file's rows."""
        boxes = self.demo.database.ask("SELECT serial FROM kodbox_device WHERE state = 'in_stock'")
        file = self.demo.folder / "customers.csv"
        file.write_text(CUSTOMERS_FILE.format(boxes[0][0], boxes[1][0]))
        settings = self.demo.settings | {"HEMBANKEN_PROFILE": "demo"}
        running.manage(settings, "import_customers", str(file))
        return [line.split(";") for line in file.read_text().splitlines()[1:]]


def written_forms(number):
    """Return a number as it may be written: twelve digits, ten, and ten with a hyphen."""
    digits = number.replace("-", "")
    last = digits[-10:]
    return [digits, last, f"{last[:6]}-{last[6:]}"]


def secrets_of(demo, rows, passwords):
    """Return every secret of the bank by its kind, from sources outside its database."""
    boxes = [demo.kodbox(file.stem) for file in (demo.folder / "kodboxes").glob("*.json")]
    numbers = [each.number for each in demo.people if each.number[0].isdigit()]
    numbers += [row[0] for row in rows]
    return {
        "numbers": [form for number in numbers for form in written_forms(number)],
        "passwords": sorted({*passwords, *(each.password for each in demo.people)} - {""}),
        "seeds": [box["secret"] for box in boxes],
        "start_pins": [box["start_pin"] for box in boxes],
        "addresses": [text for row in rows for text in row[2:5]],
        "names": [row[1] for row in rows if row[6]],
        "emails": [row[5] for row in rows],
    }


@pytest.fixture(scope="module")
def loot(tmp_path_factory):
    """A copy of the database after a day of work, made while the server runs."""
    with demonstration.serving(tmp_path_factory.mktemp("demo") / "var") as demo:
        day, stolen = Day(demo), tmp_path_factory.mktemp("loot") / "hembanken.sqlite3"
        rows = day.imports_customers()
        day.changes_password("Astrid")
        temporary = day.forgets_password("Hassan")
        day.guesses("Farid")
        day.logs_in("Greta")
        secrets = secrets_of(demo, rows, [CHANGED, CHOSEN, temporary])
        cookies = [cookie for browser in day.browsers for cookie in browser.cookies]
        keys = [each.value for each in cookies if each.name.endswith("session")]
        with (
            closing(sqlite3.connect(demo.database_file)) as site,
            closing(sqlite3.connect(stolen)) as copy,
        ):
            site.backup(copy)  # page for page, also what was removed but not overwritten
        yield Loot(demo.url, stolen, demo.folder / "keys.json", keys, secrets)


def search(loot, folder, *options):
    """Run the thief's script on the database, and return how much it found of each kind."""
    file = folder / "wanted.json"
    file.write_text(json.dumps(loot.secrets))
    arguments = ("-m", "tests.thief", str(loot.database), str(file), *options)
    ended = running.run(running.environment(), *arguments)
    assert ended.returncode == 0, ended.stdout
    return json.loads(ended.stdout)


def opens_a_page(loot, session_key):
    browser = Browser(loot.url, {"Cookie": f"hembanken-session={session_key}"})
    return any(browser.get(path).status == 200 for path in ("/hem/", CODE, CHOOSE))


@pytest.mark.row("A8", "C9")
def test_without_the_keys_no_secret_is_found(loot, tmp_path):
    found = search(loot, tmp_path)
    assert set(found) == set(loot.secrets)
    assert not any(found.values()), found


def test_with_the_keys_all_secrets_are_found(loot, tmp_path):
    """The search can find each secret that the database holds."""
    found = search(loot, tmp_path, "--keys", str(loot.key_file))
    complete = {kind: len(secrets) for kind, secrets in loot.secrets.items()}
    # The database holds a number in one of its three forms, and no replaced password.
    assert found["numbers"] >= complete.pop("numbers") / 3
    assert found["passwords"] >= complete.pop("passwords") - 2
    assert complete.items() <= found.items(), (found, complete)


def test_no_value_of_the_database_opens_a_session(loot):
    values = thief.session_keys(loot.database)
    assert len(values) >= len(loot.cookies)
    assert not [value for value in values if opens_a_page(loot, value)]
    assert any(opens_a_page(loot, cookie) for cookie in loot.cookies)
