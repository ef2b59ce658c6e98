"""What Prometheus is told of a running server, whichever of its workers it asks."""

import os
import re
import signal
import time
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from hembanken.audit.events import Event
from tests import ports
from tests.server import banks, running
from tests.server.browser import Browser
from tests.server.customers import CODE, LOGGED_IN, LOGIN, at_code_page

pytestmark = pytest.mark.server
STATUS = re.compile(r"[1-5]xx")
NAME = re.compile(r"[a-z_:-]+")
ASKED = 8  # so often that both workers answer


@pytest.fixture(scope="module")
def address():
    return f"{ports.HOST}:{ports.free()}"


@pytest.fixture(scope="module")
def bank(tmp_path_factory, address):
    policy = banks.NO_STOP | {"HEMBANKEN_METRICS": address}
    with banks.opened(tmp_path_factory.mktemp("bank"), policy) as bank:
        yield bank


@pytest.fixture
def figures(address):
    """Ask for the figures, and return each sample by its name and labels."""

    def ask():
        with urlopen(f"http://{address}/metrics", timeout=running.START_SECONDS) as answer:
            text = answer.read().decode()
        return {
            (sample.name, *sample.labels.values()): sample
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    return ask


def value(sample):
    return sample.value if sample else 0


def test_what_happened_is_counted_whichever_worker_did_it_and_tells_it(bank, figures):
    happened = {Event.LOGIN_COMPLETED: 2, Event.PASSWORD_REFUSED: 3, Event.CODE_REFUSED: 1}
    before = {each: value(figures().get(("hembanken_events_total", each))) for each in happened}
    customer, other, *_rest = bank.customers
    for who in (customer, other):
        browser = at_code_page(bank.url, who)
        answer = browser.post(CODE, code=who.press())
        assert (answer.location, browser.follow(answer).path) == (LOGGED_IN, "/hem/")
    for number in (customer.number, "8810152390", "8810152390"):
        stranger = Browser(bank.url)
        stranger.get(LOGIN)
        stranger.post(LOGIN, number=number, password="9513")
    at_code_page(bank.url, customer).post(CODE, code="00000000")
    for _ in range(ASKED):
        told = figures()
        counted = {each: told[("hembanken_events_total", each)].value for each in happened}
        assert {each: counted[each] - before[each] for each in happened} == happened
    assert told[("hembanken_request_seconds_count", "login_code", "3xx")].value >= 2
    assert told[("hembanken_concurrency_wait_seconds_count",)].value >= 0
    assert told[("hembanken_messages_waiting",)].value >= 0


def test_no_label_holds_a_number_a_name_or_an_address(bank, figures):
    Browser(bank.url).get("/finns-inte/8505202385/")
    samples = figures().values()
    labels = {(name, text) for sample in samples for name, text in sample.labels.items()}
    assert {name for name, _ in labels} == {"event", "page", "status", "le"}
    assert {
        text for name, text in labels if name == "status" and not STATUS.fullmatch(text)
    } == set()
    assert {text for name, text in labels if name == "event"} <= set(Event.values)
    pages = {text for name, text in labels if name == "page"}
    assert "none" in pages
    assert [text for text in pages if not NAME.fullmatch(text)] == []


def test_nothing_is_told_on_the_public_address(bank):
    assert Browser(bank.url).get("/metrics").status == 404


def test_a_worker_that_is_killed_takes_no_figures_along(bank, figures, address):
    told = {key: sample.value for key, sample in figures().items() if key[0].endswith("_total")}
    bank.server.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + running.START_SECONDS
    while bank.server.log().count("Stopped old worker") < 2:
        assert time.monotonic() < deadline, bank.server.log()
        time.sleep(0.1)
    after = figures()
    assert {key: after[key].value for key in told} == told


def test_the_figures_of_an_ended_server_are_forgotten(bank, figures):
    folder = bank.server.settings["HEMBANKEN_VAR"] + "/metrics"
    ended = os.listdir(folder)
    bank.server.stop()
    bank.server.start()
    assert set(os.listdir(folder)).isdisjoint(ended)
    assert ("hembanken_events_total", Event.LOGIN_COMPLETED) not in figures()
