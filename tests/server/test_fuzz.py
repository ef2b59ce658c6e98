"""Requests that no browser sends: the server says no, quickly, and stays as it was."""

import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import urlencode

import pytest
from django.contrib.admindocs.views import extract_views_from_urlpatterns, simplify_regex
from django.urls import get_resolver

from tests.server import banks
from tests.server.asking import memory, send_all, slow
from tests.server.browser import Browser
from tests.server.customers import CODE, LOGIN, at_code_page
from tests.server.fuzzing import FORM, Ask, Fuzzer

pytestmark = [pytest.mark.server, pytest.mark.campaign]
STATIC = ["/static/css/tokens.css", "/static/nothing.css", "/favicon.ico", "/robots.txt"]
LINES = 4
HASHING = 16  # requests at once, more than the server has threads
MORE_MEMORY = 1.10
MANY_FIELDS = b"?" + b"a=1&" * 1_500
FOUND = [
    b"POST /finns-inte/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: hembanken-csrf="
    + b"a" * 32
    + b"\r\n"
    b"Content-Type: multipart/form-data; boundary=\r\nContent-Length: 1\r\n\r\nx",
    b"POST /hjalp/" + MANY_FIELDS + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n",
]


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bank")
    (folder / "people.json").write_text('{"customers": [], "staff": []}')
    with banks.opened(folder, banks.NO_STOP) as bank:
        yield bank


def paths(bank):
    """Return every path of the URL configuration, with something in its places."""
    known = {"serial": bank.customers[0].serial, "app_label": "kodbox"}
    found = extract_views_from_urlpatterns(get_resolver().url_patterns)
    return STATIC + [
        re.sub(r"<(?:\w+:)?(\w+)>", lambda match: known.get(match[1], "1"), simplify_regex(regex))
        for _view, regex, _namespace, _name in found
    ]


def cookies(browser):
    return "; ".join(f"{each.name}={each.value}" for each in browser.cookies)


def visitors(bank):
    """Return browsers: one that knows nothing, one at the code page, and one logged in."""
    stranger, waiting = Browser(bank.url), at_code_page(bank.url, bank.customers[1])
    stranger.get(LOGIN)
    inside = at_code_page(bank.url, bank.customers[0])
    home = inside.follow(inside.post(CODE, code=bank.customers[0].press()))
    assert home.path == "/hem/"
    inside.get("/bestall-kodbox/")
    return [(cookies(each), each.token) for each in (stranger, waiting, inside)] + [("", "")]


def run(bank, seen, seed, count):
    """Send so many requests over several connections, and return the answers."""
    known = paths(bank)
    fuzzers = [Fuzzer(seed + line, known, seen) for line in range(LINES)]
    with ThreadPoolExecutor(LINES) as pool:
        send = partial(send_all, bank.server.port)
        return sum(pool.map(send, (each.asks(count // LINES) for each in fuzzers)), [])


def warm_up(bank, seen):
    """Let every thread of the server hash a password once: each keeps the memory that it took."""
    told = {"csrfmiddlewaretoken": seen[0][1], "number": bank.customers[2].number}
    body = urlencode(told | {"password": "9513"}).encode()
    head = f"POST {LOGIN} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {seen[0][0]}\r\nContent-Type: "
    raw = f"{head}{FORM}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    with ThreadPoolExecutor(HASHING) as pool:
        asks = [[Ask(raw, "POST", LOGIN)] * 6] * HASHING
        return sum(pool.map(partial(send_all, bank.server.port), asks), [])


def failures(answers):
    return [f"{each.ask} {each.body!r}" for each in answers if each.status >= 500 or each.body]


@pytest.mark.parametrize("raw", FOUND)
def test_what_was_found_once_is_refused(bank, raw):
    (answer,) = send_all(bank.server.port, [Ask(raw, "POST", "found")])
    assert 400 <= answer.status < 500


def test_nothing_that_is_sent_breaks_or_slows_the_server(bank, campaign_is_long):
    seen, (first, count) = visitors(bank), (20_000, 80_000) if campaign_is_long else (300, 1_200)
    answers = warm_up(bank, seen) + run(bank, seen, 1, first)
    before, began = memory(bank.server.process.pid), time.monotonic()
    answers += run(bank, seen, 1_000, count)
    after, seconds = memory(bank.server.process.pid), time.monotonic() - began
    statuses = sorted(Counter(each.status for each in answers).items())
    print(f"{count} requests in {seconds:.0f} s, {before} to {after} kB, {statuses}")
    assert not failures(answers)
    assert "Traceback" not in bank.server.log()
    assert not slow(bank.server.port, answers)
    assert after <= before * MORE_MEMORY
    assert bank.server.answers()
