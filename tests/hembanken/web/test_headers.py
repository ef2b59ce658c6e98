"""The headers of every kind of answer that the site gives."""

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


def fault(client, monkeypatch):
    monkeypatch.setattr(views, "render", lambda *args: 1 / 0)
    return Client(raise_request_exception=False).get("/hjalp/")


ANSWERS = {
    "page": (200, lambda client, _: Client().get("/logga-in/")),
    "page of a customer": (200, lambda client, _: client.get("/hem/")),
    "form with a fault": (200, lambda client, _: Client().post("/nytt-losenord/", {"code": "x"})),
    "redirect": (302, lambda client, _: client.get("/")),
    "redirect to the login": (302, lambda client, _: Client().get("/hem/")),
    "redirect to the slash": (301, lambda client, _: client.get("/hjalp")),
    "what is too large": (400, lambda client, _: Client().post("/logga-in/", LARGE)),
    "another host": (400, lambda client, _: client.get("/", headers={"host": "other.example"})),
    "no token": (403, lambda client, _: Client(enforce_csrf_checks=True).post("/logga-in/")),
    "no such page": (404, lambda client, _: client.get("/no-such-page/")),
    "no such static file": (404, lambda client, _: client.get("/static/none.css")),
    "the staff's door": (200, lambda client, _: Client().get("/personal/login/")),
    "a staff page": (
        200,
        lambda client, _: staff.hire_and_log_in("karin", "kundservice").get(QUEUE),
    ),
    "a staff page for others": (302, lambda client, _: client.get(QUEUE)),
    "wrong method": (405, lambda client, _: client.get("/fortsatt/")),
    "fault": (500, fault),
    "JSON": (200, lambda client, _: client.get("/tid-kvar/")),
    "logging out": (200, lambda client, _: client.post("/logga-ut/")),
}


def assert_guarded(response):
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert directives(response) == POLICY
    assert features(response) >= POWERFUL


@pytest.mark.row("H1", "H2", "H4", "H5", "D7")
@pytest.mark.parametrize("kind", ANSWERS)
def test_every_answer_carries_the_headers(logged_in, monkeypatch, kind):
    status, answer = ANSWERS[kind]
    response = answer(logged_in, monkeypatch)
    assert status in (None, response.status_code)
    assert_guarded(response)
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.row("H4")
def test_a_static_file_is_guarded_and_may_be_kept(client, settings, tmp_path):
    (tmp_path / "some.css").write_text("")
    settings.STATIC_ROOT = tmp_path
    response = client.get(staticfiles_storage.url("some.css"))
    assert response.status_code == 200
    response.close()
    assert_guarded(response)
    assert "max-age" in response.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.row("H1")
def test_the_policy_is_enforced_and_allows_nothing_unsafe(client):
    headers = client.get("/logga-in/").headers
    assert "Content-Security-Policy-Report-Only" not in headers
    assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.mark.row("H2")
def test_reports_go_to_the_collector_that_a_setting_names(settings, monkeypatch):
    monkeypatch.setenv("HEMBANKEN_CSP_REPORTS", COLLECTOR)
    chosen = runpy.run_path(hembanken.settings.__file__)
    settings.SECURE_CSP = chosen["SECURE_CSP"]
    settings.HEMBANKEN_CSP_REPORTS = chosen["HEMBANKEN_CSP_REPORTS"]
    answer = Client().get("/logga-in/")
    assert directives(answer) == POLICY | {"report-uri": COLLECTOR, "report-to": "csp"}
    assert answer.headers["Reporting-Endpoints"] == f'csp="{COLLECTOR}"'


@pytest.mark.row("H2")
def test_without_a_collector_no_report_is_asked_for(client):
    answer = client.get("/logga-in/")
    assert "report" not in answer.headers["Content-Security-Policy"]
    assert "Reporting-Endpoints" not in answer.headers
