"""A production site on PostgreSQL behind a proxy, from its first command to its headers."""

import json
import re

import pytest

from tests import guarded
from tests.server import customers, production, running
from tests.server.browser import Browser

pytestmark = [pytest.mark.server, pytest.mark.own_database]
DEPLOY = ("check", "--deploy", "--fail-level", "WARNING")
LASTING = {"__Host-hembanken-browser", "__Host-hembanken-language"}  # they open nothing, and stay
COOKIES = {"__Host-hembanken-csrf", "__Host-hembanken-session", *LASTING}
POLICY = guarded.POLICY | {"report-uri": production.COLLECTOR, "report-to": "csp"}
HEADERS = guarded.HEADERS | {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "Reporting-Endpoints": f'csp="{production.COLLECTOR}"',
    "Cache-Control": "no-store",
}


def assert_guarded(answer):
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert guarded.directives(answer) == POLICY
    assert "camera" in guarded.features(answer)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("production")


@pytest.fixture(scope="module")
def settings(folder):
    return production.ready(folder)


@pytest.fixture(scope="module")
def server(settings, folder):
    with running.serving(running.granian(settings, folder)) as server:
        yield server


@pytest.fixture(scope="module")
def url(server):
    return server.url


@pytest.fixture
def browser(url):
    """A browser that meets the site through its proxy, over TLS."""
    return Browser(url, production.THROUGH_PROXY)


@pytest.fixture(scope="module")
def astrid(settings, url):
    return customers.set_up(settings)[1]


@pytest.mark.row("H6")
def test_the_deployment_check_has_nothing_to_say(settings):
    assert "no issues" in running.manage(settings, *DEPLOY)


@pytest.mark.row("H6")
def test_plain_http_is_led_to_https(url):
    answer = Browser(url, {"Host": production.HOST_NAME}).get("/logga-in/")
    assert (answer.status, answer.location) == (301, "https://bank.example/logga-in/")


def test_a_host_that_is_not_the_banks_is_refused(url):
    headers = production.THROUGH_PROXY | {"Host": "bank.example.attacker.example"}
    assert Browser(url, headers).get("/logga-in/").status == 400


@pytest.mark.row("H1", "H3", "H4", "H5")
@pytest.mark.parametrize(
    ("path", "status"),
    [("/logga-in/", 200), ("/hjalp/", 200), ("/hem/", 302), ("/", 302), ("/finns-inte/", 404)],
)
def test_every_page_has_the_headers(browser, path, status):
    answer = browser.get(path)
    assert answer.status == status
    assert_guarded(answer)


@pytest.mark.row("H1", "H3", "H4", "H5")
def test_a_form_without_its_token_is_refused_with_the_headers(browser):
    answer = browser.post("/logga-in/")
    assert answer.status == 403
    assert_guarded(answer)


@pytest.mark.parametrize("path", ["/demo/", "/kodbox/", "/kodbox/1000000001/"])
def test_nothing_of_the_demonstration_is_there(browser, path):
    assert browser.get(path).status == 404


@pytest.mark.row("H8")
def test_a_page_loads_nothing_from_another_host(browser):
    page = browser.get("/logga-in/").body
    loaded = re.findall(r'(?:src|href)="([^"]+\.(?:css|js|svg)[^"]*)"', page)
    assert loaded
    answers = [browser.get(path) for path in loaded]
    assert {answer.status for answer in answers} == {200}
    assert all("immutable" in answer.headers["Cache-Control"] for answer in answers)


def is_guarded(cookie):
    return (
        cookie.secure
        and cookie.has_nonstandard_attr("HttpOnly")
        and cookie.get_nonstandard_attr("SameSite") == "Lax"
        and cookie.path == "/"
        and not cookie.domain_specified
        and cookie.discard == (cookie.name not in LASTING)
    )


@pytest.mark.row("E6")
@pytest.mark.smoke
def test_a_customer_logs_in_and_every_cookie_is_guarded(browser, astrid):
    customers.type_number(browser, astrid)
    answer = browser.post(customers.CODE, code=astrid.press())
    assert browser.follow(answer).path == "/hem/"
    assert browser.post("/sprak/", language="en", next="/hem/").location == "/hem/"
    assert {cookie.name for cookie in browser.cookies} == COOKIES
    assert all(is_guarded(cookie) for cookie in browser.cookies)


def test_probes_are_answered_without_tls_or_the_banks_name(url):
    balancer = Browser(url)
    assert [balancer.get(path).body for path in ("/healthz", "/readyz")] == ["alive\n", "ready\n"]
    assert not balancer.cookies


def test_the_log_is_json_and_has_no_query(server, browser):
    browser.get("/finns-inte/?number=secret")
    said = [line for line in server.log().splitlines() if not line.startswith("[INFO]")]
    told = [json.loads(line) for line in said]
    assert "Not Found: /finns-inte/" in {each["message"] for each in told}
    assert "secret" not in server.log()
