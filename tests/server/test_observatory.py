"""What the MDN HTTP Observatory would give the running site, rule by rule, and less for less."""

from urllib.parse import urlencode, urljoin

import pytest

from tests.server import customers, observatory
from tests.server.browser import TOKEN
from tests.server.customers import LOGIN
from tests.server.observatory import NEW_RULES, RULES
from tests.server.production import HOST_NAME
from tests.server.scanned import Seen

pytestmark = [pytest.mark.server, pytest.mark.own_database, pytest.mark.row("H7")]
HTTP, HTTPS = f"http://{HOST_NAME}", f"https://{HOST_NAME}"
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Origin": HTTPS}
PREFLIGHT = {"Access-Control-Request-Method": "GET", "Origin": "https://scanner.example"}
ALL_RULES = RULES | NEW_RULES
POINTS = {
    "content-security-policy": 10,
    "cookies": 5,
    "cross-origin-resource-sharing": 0,
    "redirection": 0,
    "referrer-policy": 5,
    "strict-transport-security": 0,  # 5 for a site that is on the browsers' own list
    "subresource-integrity": 0,  # 5 for scripts of the own host that carry a hash
    "x-content-type-options": 0,
    "x-frame-options": 5,
    "cross-origin-resource-policy": 10,
    "cross-origin-opener-policy": 10,
    "cross-origin-embedder-policy": 10,
}


def followed(site, url):
    """Go where the site leads from a URL, and return each URL with its answer."""
    way = [(url, site.ask(url))]
    while location := way[-1][1].headers["Location"]:
        url = urljoin(way[-1][0], location)
        way.append((url, site.ask(url)))
    return way


def logged_in(site, page):
    """Send a right number and password, as far as the answer that begins a session."""
    person = customers.set_up(site.settings)[0]
    token = TOKEN.search(page.body.decode())[1]
    csrf = page.headers["Set-Cookie"].partition(";")[0]
    form = {"csrfmiddlewaretoken": token, "number": person.number, "password": person.password}
    return site.ask(HTTPS + LOGIN, "POST", urlencode(form), {**FORM, "Cookie": csrf})


@pytest.fixture(scope="module")
def seen(site):
    way = followed(site, f"{HTTP}/")
    last, page = way[-1]
    assert page.status == 200
    answers = [answer for _, answer in way]
    answers += [site.ask(f"{HTTPS}/robots.txt"), logged_in(site, page)]
    return Seen(
        headers=page.headers,
        body=page.body.decode(),
        cookies=tuple(text for each in answers for text in each.headers.get_all("Set-Cookie", [])),
        route=tuple(url for url, _ in way),
        preflight=site.ask(last, "OPTIONS", headers=PREFLIGHT).headers,
    )


@pytest.mark.parametrize(("name", "points"), POINTS.items())
def test_each_rule_gives_its_points(seen, name, points):
    assert ALL_RULES[name](seen) == points


def test_every_rule_is_listed_and_the_sum_is_at_least_130(seen):
    assert POINTS.keys() == ALL_RULES.keys()
    assert observatory.score([rule(seen) for rule in RULES.values()]) >= 130
    assert observatory.score([rule(seen) for rule in ALL_RULES.values()]) >= 150


def test_the_session_is_among_the_cookies(seen):
    assert any("hembanken-session=" in text for text in seen.cookies)
    assert any("hembanken-csrf=" in text for text in seen.cookies)
