"""The metrics of a running server, whichever of its workers answers."""

import os
import re
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from hembanken.audit.events import Event
from tests import ports
from tests.server import banks, running
from tests.server.browser import Browser
from tests.server.customers import CODE, LOGGED_IN, LOGIN, at, at_code_page
from tests.server.processes import replace_workers

pytestmark = pytest.mark.server
STATUS = re.compile(r"[1-5]xx")
NAME = re.compile(r"[a-z_:-]+")
REQUESTS = 8  # enough for both workers to answer


@pytest.fixture(scope="module")
def address():
    return f"{ports.HOST}:{ports.free()}"


@pytest.fixture(scope="module")
def bank(tmp_path_factory, address):
    policy = banks.NO_LOCKOUT | {"HEMBANKEN_METRICS": address}
    with banks.opened(tmp_path_factory.mktemp("bank"), policy) as bank:
        yield bank


@pytest.fixture
def read_metrics(address):
    """Return a function that returns the value of each sample, by its name and labels."""

    def read():
        with urlopen(f"http://{address}/metrics", timeout=running.START_SECONDS) as answer:
            text = answer.read().decode()
        return {
            (sample.name, *sample.labels.items()): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    return read


def count_of(metrics, event):
    return metrics.get(("hembanken_events_total", ("event", event)), 0)


def test_every_worker_reports_the_events_of_all_workers(bank, read_metrics):
    expected = {Event.LOGIN_COMPLETED: 2, Event.PASSWORD_REFUSED: 3, Event.CODE_REFUSED: 1}
    before = read_metrics()
    for customer in bank.customers[:2]:
        browser = at_code_page(bank.url, customer)
        answer = browser.post(CODE, code=customer.press())
        assert (answer.location, browser.follow(answer).path) == (LOGGED_IN, "/hem/")
    for number in (bank.customers[0].number, "8810152390", "8810152390"):
        at(bank.url, LOGIN).post(LOGIN, number=number, password="9513")
    at_code_page(bank.url, bank.customers[0]).post(CODE, code="00000000")
    for _ in range(REQUESTS):
        metrics = read_metrics()
        counts = {event: count_of(metrics, event) - count_of(before, event) for event in expected}
        assert counts == expected
    page = ("page", "login_code"), ("status", "3xx")
    assert metrics[("hembanken_request_seconds_count", *page)] >= 2
    assert metrics[("hembanken_concurrency_wait_seconds_count",)] >= 0
    assert metrics[("hembanken_messages_waiting",)] >= 0


def test_no_label_holds_a_number_a_name_or_an_address(bank, read_metrics):
    Browser(bank.url).get("/finns-inte/8505202385/")
    labels = {label for _name, *labels in read_metrics() for label in labels}
    assert {name for name, _text in labels} == {"event", "page", "status", "le"}
    statuses, events, pages = (
        {text for name, text in labels if name == kind} for kind in ("status", "event", "page")
    )
    assert [text for text in statuses if not STATUS.fullmatch(text)] == []
    assert events <= set(Event.values)
    assert "none" in pages
    assert [text for text in pages if not NAME.fullmatch(text)] == []


def test_the_public_address_has_no_metrics(bank):
    assert Browser(bank.url).get("/metrics").status == 404


def test_new_workers_keep_the_counts_of_the_old_ones(bank, read_metrics):
    before = {key: value for key, value in read_metrics().items() if key[0].endswith("_total")}
    replace_workers(bank.server)
    after = read_metrics()
    assert {key: after[key] for key in before} == before


def test_a_restarted_server_counts_from_zero(bank, read_metrics):
    folder = bank.server.settings["HEMBANKEN_VAR"] + "/metrics"
    old_files = os.listdir(folder)
    bank.server.stop()
    bank.server.start()
    assert set(os.listdir(folder)).isdisjoint(old_files)
    assert count_of(read_metrics(), Event.LOGIN_COMPLETED) == 0
