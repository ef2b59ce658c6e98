"""`manage.py demo`: one command from an empty folder to a bank, and a clean end."""

import signal
import time

import pytest

from hembanken.demonstration.people import CUSTOMERS, STAFF
from tests import ports
from tests.server import customers, demonstration, running
from tests.server.browser import Browser
from tests.server.customers import CODE, Customer

pytestmark = [pytest.mark.server, pytest.mark.own_database]
BUILDING = "Making the demonstration bank"
END_SECONDS = 60


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with demonstration.serving(tmp_path_factory.mktemp("demo") / "var") as demo:
        yield demo


def log_in(demo, name):
    """Log a customer in, with a code from the kodbox in the terminal, and return the last page."""
    person = demo.person(name)
    box = person.boxes[0]
    browser = Browser(demo.url)
    customers.type_number(browser, Customer(person.number, person.password))
    code = demo.press(box.serial, f"OK {box.pin} OK").replace(" ", "")
    demo.press(box.serial, "OK")
    return browser.follow(browser.post(CODE, code=code))


def stored(demo):
    """Return what a restart must not change."""
    accounts = demo.database.ask("SELECT id, name, password FROM accounts_account ORDER BY id")
    return demo.people, accounts, demo.database.counters(), (demo.folder / "keys.json").read_bytes()


def test_its_page_names_everybody(demo):
    page = Browser(demo.url).get("/demo/").body
    assert len(CUSTOMERS) >= 7
    assert all(person.name in page and person.number in page for person in CUSTOMERS)


def test_astrid_logs_in_with_a_code_from_the_terminal(demo):
    answer = log_in(demo, "Astrid")
    assert (answer.status, answer.path) == (200, "/hem/")


def test_a_taken_port_is_refused_with_what_to_do(demo):
    ended = running.run(demo.settings, "manage.py", "demo", "--port", str(demo.port))
    assert ended.returncode == 1
    assert f"Something listens on port {demo.port} already." in ended.stdout
    assert f"python manage.py demo --port {demo.port + 1}" in ended.stdout


def test_a_second_start_keeps_the_bank(demo):
    demo.stop()
    before = stored(demo)
    demo.start()
    assert stored(demo) == before
    assert demo.log().count(BUILDING) == 1
    assert log_in(demo, "Astrid").path == "/hem/"


def test_an_interrupted_first_start_is_repeated(demo):
    demo.stop()
    keys = (demo.folder / "keys.json").read_bytes()
    (demo.folder / "people.json").unlink()
    (demo.folder / "demo-unfinished").touch()
    demo.start()
    assert (demo.folder / "keys.json").read_bytes() != keys
    assert len(demo.people) == len(CUSTOMERS + STAFF)
    assert log_in(demo, "Astrid").path == "/hem/"


@pytest.mark.parametrize("name", ["keys.json", "hembanken.sqlite3"])
def test_the_files_of_another_site_are_never_removed(tmp_path, demo, name):
    (tmp_path / name).write_text("irreplaceable")
    settings = demo.settings | {"HEMBANKEN_VAR": str(tmp_path)}
    ended = running.run(settings, "manage.py", "demo", "--port", str(ports.free()))
    assert ended.returncode == 1
    assert "move it away" in ended.stdout
    assert (tmp_path / name).read_text() == "irreplaceable"


def stops_answering(demo):
    deadline = time.monotonic() + END_SECONDS
    while demo.answers() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not demo.answers()


def test_ctrl_c_ends_all_of_it(demo):
    demo.signal_group(signal.SIGINT)
    assert stops_answering(demo)


def test_ending_the_command_ends_the_server_too(demo):
    demo.stop()
    demo.start()
    demo.process.send_signal(signal.SIGTERM)
    assert stops_answering(demo)
