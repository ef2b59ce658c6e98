"""New workers take the old ones' place under load: no request fails, and no login is lost."""

import signal
import time
from pathlib import Path

import pytest

from tests.server.customers import CODE, LOGGED_IN, at_code_page
from tests.server.running import START_SECONDS
from tests.server.streaming import streaming

pytestmark = pytest.mark.server


def workers(server):
    main = server.process.pid
    return set(Path(f"/proc/{main}/task/{main}/children").read_text().split())


def restart(server):
    """Let granian start new workers and end the old ones, one after the other."""
    told = server.log().count("Stopped old worker")
    server.process.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + START_SECONDS
    while server.log().count("Stopped old worker") < told + 2:
        assert time.monotonic() < deadline, server.log()
        time.sleep(0.1)


def test_a_restart_loses_no_request_and_no_login(bank):
    customer = bank.customers[0]
    browser, before = at_code_page(bank.url, customer), workers(bank.server)
    with streaming(bank.url) as stream:
        restart(bank.server)
        answer = browser.post(CODE, code=customer.press())
        stream.wait_for_more(20)
    assert workers(bank.server).isdisjoint(before)
    assert stream.failed == []
    assert answer.location == LOGGED_IN
    assert browser.follow(answer).path == "/hem/"
    assert "Traceback" not in bank.server.log()
