"""`manage.py demo`: one command from nothing to a bank that a person can use, and back again."""

import json
import signal
import time
from pathlib import Path

import pytest

from hembanken.demonstration.people import CUSTOMERS
from tests import ports
from tests.server import customers, running
from tests.server.browser import Browser
from tests.server.customers import CODE, Customer
from tests.server.database import Database
from tests.server.running import Served

pytestmark = [pytest.mark.server, pytest.mark.own_database]
MADE_ANEW = "Making the demonstration bank"
GONE_SECONDS = 60


class Demonstration(Served):
    """The demonstration in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "var"
        settings = running.environment(HEMBANKEN_VAR=str(self.folder))
        super().__init__(("manage.py", "demo"), settings, folder / "demo.log")

    @property
    def people(self):
        return json.loads((self.folder / "people.json").read_text())["customers"]

    @property
    def database(self):
        return Database(f"sqlite:///{self.folder / 'hembanken.sqlite3'}")

    def kodbox(self, serial, keys):
        return running.manage(self.settings, "kodbox", serial, "--press", keys).strip()


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with running.serving(Demonstration(tmp_path_factory.mktemp("demo"))) as demo:
        yield demo


def log_in(demo, name):
    """Log a person of the demonstration in, with a code from the kodbox in the terminal."""
    person = next(each for each in demo.people if each["name"] == name)
    box = person["boxes"][0]
    browser = Browser(demo.url)
    customers.type_number(browser, Customer(person["number"], person["password"], "", ""))
    code = demo.kodbox(box["serial"], f"OK {box['pin']} OK").replace(" ", "")
    demo.kodbox(box["serial"], "OK")
    return browser.follow(browser.post(CODE, code=code))


def what_lasts(demo):
    """Return what a restart must leave as it was."""
    accounts = demo.database.ask("SELECT id, name, password FROM accounts_account ORDER BY id")
    return demo.people, accounts, demo.database.counters(), (demo.folder / "keys.json").read_bytes()


def test_its_page_names_everybody(demo):
    page = Browser(demo.url).get("/demo/").body
    assert len(CUSTOMERS) >= 7
    assert all(person.name in page and person.number in page for person in CUSTOMERS)


def test_astrid_logs_in_with_a_code_from_the_terminal(demo):
    answer = log_in(demo, "Astrid Avtal")
    assert (answer.status, answer.path) == (200, "/hem/")


def test_a_taken_port_is_told_with_what_to_do(demo):
    ended = running.run(demo.settings, "manage.py", "demo", "--port", str(demo.port))
    assert ended.returncode == 1
    assert f"Something listens on port {demo.port} already." in ended.stdout
    assert f"python manage.py demo --port {demo.port + 1}" in ended.stdout


def test_a_second_start_keeps_what_is_there(demo):
    demo.stop()
    before = what_lasts(demo)
    demo.start()
    assert what_lasts(demo) == before
    assert demo.log().count(MADE_ANEW) == 1
    assert log_in(demo, "Astrid Avtal").path == "/hem/"


def test_a_first_start_that_was_broken_off_is_made_anew(demo):
    demo.stop()
    keys = (demo.folder / "keys.json").read_bytes()
    (demo.folder / "people.json").unlink()
    (demo.folder / "demo-unfinished").touch()
    demo.start()
    assert (demo.folder / "keys.json").read_bytes() != keys
    assert len(demo.people) == len(CUSTOMERS)
    assert log_in(demo, "Astrid Avtal").path == "/hem/"


@pytest.mark.parametrize("name", ["keys.json", "hembanken.sqlite3"])
def test_what_another_site_has_left_is_never_removed(tmp_path, demo, name):
    (tmp_path / name).write_text("irreplaceable")
    settings = demo.settings | {"HEMBANKEN_VAR": str(tmp_path)}
    ended = running.run(settings, "manage.py", "demo", "--port", str(ports.free()))
    assert ended.returncode == 1
    assert "move it away" in ended.stdout
    assert (tmp_path / name).read_text() == "irreplaceable"


def is_gone(demo):
    deadline = time.monotonic() + GONE_SECONDS
    while demo.answers() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not demo.answers()


def test_ctrl_c_ends_all_of_it(demo):
    demo.signal_all(signal.SIGINT)
    assert is_gone(demo)


def test_ending_the_command_ends_the_server_too(demo):
    demo.stop()
    demo.start()
    demo.process.send_signal(signal.SIGTERM)
    assert is_gone(demo)
