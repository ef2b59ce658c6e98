"""A production site on PostgreSQL behind a proxy, from its first command to its headers."""

import json
import re

import pytest

from tests import guarded
from tests.server import customers, production, running
from tests.server.browser import Browser

pytestmark = [pytest.mark.server, pytest.mark.own_database]
DEPLOY = ("check", "--deploy", "--fail-level", "WARNING")
# These two outlast the browser; neither gives access.
PERSISTENT = {"__Host-hembanken-browser", "__Host-hembanken-language"}
COOKIES = {"__Host-hembanken-csrf", "__Host-hembanken-session", *PERSISTENT}
POLICY = guarded.POLICY | {"report-uri": production.COLLECTOR, "report-to": "csp"}
HEADERS = guarded.HEADERS | {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "Reporting-Endpoints": f'csp="{production.COLLECTOR}"',
    "Cache-Control": "no-store",
}


def assert_headers(answer):
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert guarded.directives(answer) == POLICY
    assert "camera" in guarded.features(answer)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("production")
    with running.serving(running.granian(production.ready(folder), folder)) as server:
        yield server


@pytest.fixture(scope="module")
def url(server):
    return server.url


@pytest.fixture
def browser(url):
    """A browser that reaches the site through its proxy, over TLS."""
    return Browser(url, production.THROUGH_PROXY)


@pytest.fixture(scope="module")
def astrid(server):
    return customers.set_up(server.settings)[1]


@pytest.mark.row("H6")
def test_the_deployment_check_finds_no_issue(server):
    assert "no issues" in running.manage(server.settings, *DEPLOY)


@pytest.mark.row("H6")
def test_plain_http_redirects_to_https(url):
    answer = Browser(url, {"Host": production.HOST_NAME}).get("/logga-in/")
    assert (answer.status, answer.location) == (301, "https://bank.example/logga-in/")


def test_another_host_name_is_refused(url):
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
    assert_headers(answer)


@pytest.mark.row("H1", "H3", "H4", "H5")
def test_a_form_without_its_token_is_refused_with_the_headers(browser):
    answer = browser.post("/logga-in/")
    assert answer.status == 403
    assert_headers(answer)


@pytest.mark.parametrize("path", ["/demo/", "/kodbox/", "/kodbox/1000000001/"])
def test_the_pages_of_the_demonstration_do_not_exist(browser, path):
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
        and cookie.discard == (cookie.name not in PERSISTENT)
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


def test_probes_need_neither_tls_nor_the_banks_host_name(url):
    balancer = Browser(url)
    assert [balancer.get(path).body for path in ("/healthz", "/readyz")] == ["alive\n", "ready\n"]
    assert not balancer.cookies


def test_the_log_is_json_and_has_no_query(server, browser):
    browser.get("/finns-inte/?number=secret")
    lines = [line for line in server.log().splitlines() if not line.startswith("[INFO]")]
    assert "Not Found: /finns-inte/" in {json.loads(line)["message"] for line in lines}
    assert "secret" not in server.log()
