"""The security headers of every kind of response."""

import runpy

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

import hembanken.settings
from hembanken.web import views
from tests import staff
from tests.guarded import HEADERS, POLICY, directives, features

pytestmark = pytest.mark.django_db
COLLECTOR = "https://reports.bank.example/csp"
POWERFUL = {"camera", "geolocation", "microphone", "payment", "usb", "clipboard-read", "serial"}
QUEUE = "/personal/kodbox/order/"
LARGE = {"number": "1" * 3_000_000}


def server_error(client, monkeypatch):
    monkeypatch.setattr(views, "render", lambda *args: 1 / 0)
    return Client(raise_request_exception=False).get("/hjalp/")


RESPONSES = {
    "page": (200, lambda client, _: Client().get("/logga-in/")),
    "page of a customer": (200, lambda client, _: client.get("/hem/")),
    "redirect": (302, lambda client, _: client.get("/")),
    "redirect to the slash": (301, lambda client, _: client.get("/hjalp")),
    "body that is too large": (400, lambda client, _: Client().post("/logga-in/", LARGE)),
    "another host": (400, lambda client, _: client.get("/", headers={"host": "other.example"})),
    "no CSRF token": (403, lambda client, _: Client(enforce_csrf_checks=True).post("/logga-in/")),
    "no such page": (404, lambda client, _: client.get("/no-such-page/")),
    "no such static file": (404, lambda client, _: client.get("/static/none.css")),
    "staff login": (200, lambda client, _: Client().get("/personal/login/")),
    "staff page": (200, lambda client, _: staff.hire_and_log_in("karin", "kundservice").get(QUEUE)),
    "staff page for customers": (302, lambda client, _: client.get(QUEUE)),
    "wrong method": (405, lambda client, _: client.get("/fortsatt/")),
    "server error": (500, server_error),
    "JSON": (200, lambda client, _: client.get("/tid-kvar/")),
    "logout": (302, lambda client, _: client.post("/logga-ut/")),
}


def assert_has_headers(response):
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert directives(response) == POLICY
    assert features(response) >= POWERFUL


@pytest.mark.row("H1", "H2", "H4", "H5", "D7")
@pytest.mark.parametrize("kind", RESPONSES)
def test_every_response_has_the_headers(logged_in, monkeypatch, kind):
    status, request = RESPONSES[kind]
    response = request(logged_in, monkeypatch)
    assert response.status_code == status
    assert_has_headers(response)
    assert response.headers["Cache-Control"] == "no-store"
    assert "Reporting-Endpoints" not in response.headers


@pytest.mark.row("H4")
def test_a_static_file_has_the_headers_and_may_be_cached(client, settings, tmp_path):
    (tmp_path / "some.css").write_text("")
    settings.STATIC_ROOT = tmp_path
    response = client.get(staticfiles_storage.url("some.css"))
    assert response.status_code == 200
    response.close()
    assert_has_headers(response)
    assert "max-age" in response.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.row("H2")
def test_reports_go_to_the_collector_of_the_setting(settings, monkeypatch):
    monkeypatch.setenv("HEMBANKEN_CSP_REPORTS", COLLECTOR)
    loaded = runpy.run_path(hembanken.settings.__file__)
    settings.SECURE_CSP = loaded["SECURE_CSP"]
    settings.HEMBANKEN_CSP_REPORTS = loaded["HEMBANKEN_CSP_REPORTS"]
    response = Client().get("/logga-in/")
    assert directives(response) == POLICY | {"report-uri": COLLECTOR, "report-to": "csp"}
    assert response.headers["Reporting-Endpoints"] == f'csp="{COLLECTOR}"'
