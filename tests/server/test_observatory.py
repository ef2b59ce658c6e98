"""The running site gets these points from each rule of the MDN HTTP Observatory (H7).

Written from the rules of mdn/mdn-http-observatory (its grader's chart and its analyzer's tests) as
of September 2026. The base is 100; the rules below give 35 more, and two new ones 20. A rule
without points here only takes points from a site that does not meet it.
"""

import re
from urllib.parse import urlencode, urljoin

import pytest

from tests import guarded
from tests.server import customers
from tests.server.browser import TOKEN
from tests.server.customers import LOGIN
from tests.server.production import HOST_NAME

pytestmark = [pytest.mark.server, pytest.mark.own_database, pytest.mark.row("H7")]
HTTP, HTTPS = f"http://{HOST_NAME}", f"https://{HOST_NAME}"
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Origin": HTTPS}
PREFLIGHT = {"Access-Control-Request-Method": "GET", "Origin": "https://scanner.example"}
SIX_MONTHS_SECONDS = 15_552_000


def follow(site, url):
    """Follow the site's redirects, and return each URL with its answer."""
    steps = [(url, site.ask(url))]
    while location := steps[-1][1].headers["Location"]:
        url = urljoin(steps[-1][0], location)
        steps.append((url, site.ask(url)))
    return steps


@pytest.fixture(scope="module")
def steps(site):
    return follow(site, f"{HTTP}/")


@pytest.fixture(scope="module")
def page(steps):
    assert steps[-1][1].status == 200
    return steps[-1][1]


@pytest.fixture(scope="module")
def headers(page):
    return page.headers


@pytest.fixture(scope="module")
def cookies(site, page):
    """Return each cookie of the pages of a login, as it was set."""
    person = customers.set_up(site.settings)[0]
    token = TOKEN.search(page.body.decode())[1]
    csrf = page.headers["Set-Cookie"].partition(";")[0]
    form = {"csrfmiddlewaretoken": token, "number": person.number, "password": person.password}
    logged_in = site.ask(HTTPS + LOGIN, "POST", urlencode(form), {**FORM, "Cookie": csrf})
    return [cookie for each in (page, logged_in) for cookie in each.headers.get_all("Set-Cookie")]


def test_the_content_policy_gives_10_points(page):
    policy = guarded.directives(page)
    sources = {
        source for name in policy if name.endswith("-src") for source in policy[name].split()
    }
    assert len(page.headers.get_all("Content-Security-Policy")) == 1
    assert policy["default-src"] == "'none'"
    assert sources == {"'none'", "'self'"}


def test_the_cookies_give_5_points(cookies):
    assert any("hembanken-session=" in cookie for cookie in cookies)
    assert any("hembanken-csrf=" in cookie for cookie in cookies)
    for cookie in cookies:
        parts = {part.strip().lower() for part in cookie.split(";")}
        assert {"secure", "httponly", "samesite=lax"} <= parts


def test_no_other_origin_may_read_the_pages(site, steps):
    answer = site.ask(steps[-1][0], "OPTIONS", headers=PREFLIGHT)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_plain_http_redirects_to_https_on_the_same_host_first(steps):
    assert [url.startswith(HTTPS + "/") for url, _answer in steps[1:]] == [True] * (len(steps) - 1)
    assert len(steps) > 1


def test_hsts_lasts_for_six_months(headers):
    age = re.search(r"max-age=(\d+)", headers["Strict-Transport-Security"])
    assert int(age[1]) >= SIX_MONTHS_SECONDS


def test_no_script_comes_from_another_host(page):
    sources = re.findall(r'<script[^>]*\bsrc="([^"]+)"', page.body.decode())
    assert sources
    assert [source for source in sources if "//" in source] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Referrer-Policy", "same-origin"),  # 5 points
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),  # 5 points
        ("Cross-Origin-Resource-Policy", "same-origin"),  # 10 points
        ("Cross-Origin-Opener-Policy", "same-origin"),  # 10 points, by a new rule
        ("Cross-Origin-Embedder-Policy", "require-corp"),  # 10 points, by a new rule
    ],
)
def test_the_headers_are_those_with_the_most_points(headers, name, value):
    assert headers[name] == value
