"""Requests that no browser sends: the server refuses them, quickly, and keeps its memory."""

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
from tests.server.asking import send_all, slow
from tests.server.customers import CODE, LOGIN, at, at_code_page
from tests.server.fuzzing import FORM, Fuzzer, Request
from tests.server.processes import memory_kilobytes

pytestmark = [pytest.mark.server, pytest.mark.campaign]
STATIC = ["/static/css/tokens.css", "/static/nothing.css", "/favicon.ico", "/robots.txt"]
CONNECTIONS = 4
HASHES = 16  # at once, more than the server has threads
MAX_MEMORY_RATIO = 1.10
MANY_FIELDS = b"?" + b"a=1&" * 1_500
ONCE_FAILED = [
    b"POST /finns-inte/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: hembanken-csrf="
    + b"a" * 32
    + b"\r\n"
    b"Content-Type: multipart/form-data; boundary=\r\nContent-Length: 1\r\n\r\nx",
    b"POST /hjalp/" + MANY_FIELDS + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n",
    *(
        b"GET /logga-in/?next=/hem/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        b"Content-Type: text/plain; charset=" + charset + b"\r\n\r\n"
        for charset in (b"base64", b"rot13", b"undefined", b"utf-7")
    ),
]


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bank")
    (folder / "people.json").write_text('{"customers": [], "staff": []}')
    with banks.opened(folder, banks.NO_LOCKOUT) as bank:
        yield bank


def paths(bank):
    """Return every path of the URL configuration, with a value for each parameter."""
    known = {"serial": bank.customers[0].serial, "app_label": "kodbox"}
    found = extract_views_from_urlpatterns(get_resolver().url_patterns)
    return STATIC + [
        re.sub(r"<(?:\w+:)?(\w+)>", lambda match: known.get(match[1], "1"), simplify_regex(regex))
        for _view, regex, _namespace, _name in found
    ]


def cookies(browser):
    return "; ".join(f"{each.name}={each.value}" for each in browser.cookies)


def visitors(bank):
    """Return cookies and token of a new browser, one at the code page, and one logged in."""
    stranger, waiting = at(bank.url, LOGIN), at_code_page(bank.url, bank.customers[1])
    logged_in = at_code_page(bank.url, bank.customers[0])
    home = logged_in.follow(logged_in.post(CODE, code=bank.customers[0].press()))
    assert home.path == "/hem/"
    logged_in.get("/bestall-kodbox/")
    return [(cookies(each), each.token) for each in (stranger, waiting, logged_in)] + [("", "")]


def run(bank, browsers, seed, count):
    """Send so many requests over several connections, and return the answers."""
    known = paths(bank)
    fuzzers = [Fuzzer(seed + index, known, browsers) for index in range(CONNECTIONS)]
    requests = [each.requests(count // CONNECTIONS) for each in fuzzers]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return sum(pool.map(partial(send_all, bank.server.port), requests), [])


def warm_up(bank, browsers):
    """Hash a password in every thread of the server: each thread keeps that memory."""
    cookies, token = browsers[0]
    form = {"csrfmiddlewaretoken": token, "number": bank.customers[2].number, "password": "9513"}
    body = urlencode(form).encode()
    head = (
        f"POST {LOGIN} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n"
        f"Content-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    requests = [[Request(head.encode() + body, "POST", LOGIN)] * 6] * HASHES
    with ThreadPoolExecutor(HASHES) as pool:
        return sum(pool.map(partial(send_all, bank.server.port), requests), [])


def failures(answers):
    return [f"{each.request} {each.body!r}" for each in answers if each.status >= 500 or each.body]


@pytest.mark.parametrize("raw", ONCE_FAILED)
def test_a_request_that_once_failed_is_refused(bank, raw):
    (answer,) = send_all(bank.server.port, [Request(raw, "POST", "once failed")])
    assert 400 <= answer.status < 500


def test_no_random_request_breaks_or_slows_the_server(bank, campaign_is_long):
    first, count = (20_000, 80_000) if campaign_is_long else (300, 1_200)
    browsers = visitors(bank)
    answers = warm_up(bank, browsers) + run(bank, browsers, 1, first)
    before, started = memory_kilobytes(bank.server), time.monotonic()
    answers += run(bank, browsers, 1_000, count)
    after, seconds = memory_kilobytes(bank.server), time.monotonic() - started
    statuses = sorted(Counter(each.status for each in answers).items())
    print(f"{count} requests in {seconds:.0f} s, {before} to {after} kB, {statuses}")
    assert not failures(answers)
    assert "Traceback" not in bank.server.log()
    assert not slow(bank.server.port, answers)
    assert after <= before * MAX_MEMORY_RATIO
    assert bank.server.answers()
