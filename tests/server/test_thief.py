"""A thief takes the database of a bank after a day of work, and gets nothing out of it."""

import base64
import json
import random
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pyotp
import pytest

from tests import thief
from tests.server import customers, running
from tests.server.browser import Browser
from tests.server.customers import CODE, NEW_PASSWORD, TEMPORARY_PASSWORD, Customer
from tests.server.test_demo import Demonstration

pytestmark = [pytest.mark.server, pytest.mark.own_database, pytest.mark.campaign]
CHANGE, CHOOSE = "/om-hembanken/sakerhetslosning/byt-losenord/", "/logga-in/nytt-losenord/"
NEW, CHOSEN = "5827", "6039"
TRIED = 31  # passwords against every hash, the right ones among them
FILE = """personnummer;name;street;postcode;city;email;protected;kodbox
19411118-6377;Ivar Inflyttad;Granitvägen 17;731 30;Köping;ivar@example.se;;{}
19440107-2089;Jelena Skyddad;Hemliga stigen 4;982 04;Gällivare;jelena@example.se;ja;{}
"""


@dataclass
class Day:
    """What a day at the demonstration bank has left behind, and what of it is secret."""

    url: str
    database: Path
    key_file: Path
    cookies: list[str]
    wanted: dict[str, list[str]] = field(repr=False)


class Work:
    """The people of the demonstration, each with a browser, doing what they do in a day."""

    def __init__(self, demo) -> None:
        self.demo = demo
        self.browsers = []

    def code(self, person):
        """Make the next code as the box would, which keeps what it knows in a file of its own."""
        box = shelf(self.demo)[person["boxes"][0]["serial"]]
        secret = base64.b32encode(bytes.fromhex(box["secret"])).decode()
        return pyotp.HOTP(secret, digits=8).at(box["counter"])

    def person(self, name):
        return next(each for each in self.demo.people if each["name"].startswith(name))

    def comes(self, person, password):
        browser = Browser(self.demo.url)
        self.browsers.append(browser)
        customers.type_number(browser, Customer(person["number"], password, "", ""))
        return browser

    def logs_in(self, name):
        person = self.person(name)
        browser = self.comes(person, person["password"])
        home = browser.follow(browser.post(CODE, code=self.code(person)))
        assert home.path == "/hem/"
        return browser

    def changes(self, name):
        """Change a password, order a kodbox, and stay logged in."""
        browser = self.logs_in(name)
        browser.get(CHANGE)
        told = {"current": self.person(name)["password"], "choice": NEW, "again": NEW}
        assert browser.post(CHANGE, **told).status == 302
        browser.get("/bestall-kodbox/")
        assert browser.post("/bestall-kodbox/", delivery="post").status == 302

    def forgets(self, name):
        """Get a temporary password and choose a personal one, and leave before the code."""
        person = self.person(name)
        browser = Browser(self.demo.url)
        browser.get(NEW_PASSWORD)
        browser.post(NEW_PASSWORD, number=person["number"], code=self.code(person))
        browser.get(TEMPORARY_PASSWORD)
        shown = browser.post(TEMPORARY_PASSWORD, draw="1").body
        temporary = re.search(r"secret__digits.[^>]*>(\d{4})<", shown)[1]
        browser = self.comes(person, temporary)
        browser.get(CHOOSE)
        assert browser.post(CHOOSE, choice=CHOSEN, again=CHOSEN).location == CODE
        return temporary

    def guesses(self, name):
        """Guess a password and a code."""
        person = self.person(name)
        browser = self.comes(person, "9999")
        browser.post(CODE, code="12345678")


def shelf(demo):
    """Return what every kodbox knows, by its serial."""
    files = (demo.folder / "kodboxes").glob("*.json")
    return {file.stem: json.loads(file.read_text()) for file in files}


def registered(demo):
    """Register customers from a file, with kodboxes whose letters wait."""
    boxes = demo.database.ask("SELECT serial FROM kodbox_device WHERE state = 'in_stock'")
    file = demo.folder / "customers.csv"
    file.write_text(FILE.format(boxes[0][0], boxes[1][0]))
    running.manage(demo.settings | {"HEMBANKEN_PROFILE": "demo"}, "import_customers", str(file))
    return [line.split(";") for line in file.read_text().splitlines()[1:]]


def numbers(told):
    """Return a number as it may be written: ten and twelve digits, with and without a hyphen."""
    digits = told.replace("-", "")
    last = digits[-10:]
    return [digits, last, f"{last[:6]}-{last[6:]}"]


def wanted(demo, rows, passwords):
    """Tell every secret of the bank by its kind, from outside of its database."""
    boxes = shelf(demo).values()
    people = [each["number"] for each in demo.people] + [row[0] for row in rows]
    staff = json.loads((demo.folder / "people.json").read_text())["staff"]
    words = passwords + [each["password"] for each in [*demo.people, *staff] if each["password"]]
    return {
        "numbers": [form for number in people for form in numbers(number)],
        "passwords": sorted(set(words)),
        "seeds": [box["secret"] for box in boxes],
        "start_pins": [box["start_pin"] for box in boxes],
        "addresses": [text for row in rows for text in row[2:5]],
        "names": [row[1] for row in rows if row[6]],
        "emails": [row[5] for row in rows],
    }


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """Let a day pass, and take a copy of the database in the evening, while the server runs."""
    with running.serving(Demonstration(tmp_path_factory.mktemp("demo"))) as demo:
        work, loot = Work(demo), tmp_path_factory.mktemp("loot")
        rows = registered(demo)
        work.changes("Astrid")
        temporary = work.forgets("Hassan")
        work.guesses("Farid")
        work.logs_in("Greta")
        secrets = wanted(demo, rows, [NEW, CHOSEN, temporary])
        cookies = [
            each.value
            for browser in work.browsers
            for each in browser.cookies
            if each.name.endswith("session")
        ]
        stolen = loot / "hembanken.sqlite3"
        with (
            closing(sqlite3.connect(demo.folder / "hembanken.sqlite3")) as site,
            closing(sqlite3.connect(stolen)) as copy,
        ):
            site.backup(copy)  # page for page, with what was removed but not overwritten
        yield Day(demo.url, stolen, demo.folder / "keys.json", cookies, secrets)


def steal(day, folder, *keys, tried=()):
    """Run the thief's script on the database, and return what it found."""
    file = folder / "wanted.json"
    file.write_text(json.dumps(day.wanted | {"tried": list(tried)}))
    settings = running.environment()
    ended = running.run(settings, "-m", "tests.thief", str(day.database), str(file), *keys)
    assert ended.returncode == 0, ended.stdout
    return json.loads(ended.stdout)


def opens(day, key):
    """Tell whether a session's key opens a page that a stranger does not see."""
    browser = Browser(day.url, {"Cookie": f"hembanken-session={key}"})
    return any(browser.get(path).status == 200 for path in ("/hem/", CODE, CHOOSE))


@pytest.mark.row("A8", "C9")
def test_without_the_keys_there_is_nothing(day, tmp_path):
    others = [f"{number:04}" for number in random.Random(1).sample(range(10_000), TRIED)]
    others = others[len(day.wanted["passwords"]) :]
    found = steal(day, tmp_path, tried=others)
    assert set(found) == set(day.wanted)
    assert not any(found.values()), found


def test_with_the_keys_there_is_all_of_it(day, tmp_path):
    """Show that the search can find: everything that stands in the database is found."""
    found = steal(day, tmp_path, "--keys", str(day.key_file))
    complete = {kind: len(told) for kind, told in day.wanted.items()}
    # A number stands there in one of its three forms; what was replaced is gone.
    assert found["numbers"] >= complete.pop("numbers") / 3
    assert found["passwords"] >= complete.pop("passwords") - 2
    assert complete.items() <= found.items(), (found, complete)


def test_no_session_of_the_database_opens_a_page(day):
    keys = thief.session_keys(day.database)
    assert len(keys) >= len(day.cookies)
    assert not [key for key in keys if opens(day, key)]
    assert any(opens(day, cookie) for cookie in day.cookies)


@pytest.mark.row("A8")
def test_no_password_opens_a_hash_without_the_pepper(day, campaign_is_long):
    loot = thief.Loot(day.database, {})
    tried = [f"{number:04}" for number in range(0, 10_000, 1 if campaign_is_long else 500)]
    assert not loot.passwords(tried, {min(loot.hashes)})
