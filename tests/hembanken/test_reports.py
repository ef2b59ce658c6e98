"""Reports of the content policy: one safe line each, few of them, and 204 whatever came."""

import json
import logging

import pytest
from django.test import Client

from hembanken import reports

pytestmark = [pytest.mark.django_db, pytest.mark.row("H2")]
PATH = "/csp-rapport/"
OLD, NEW = "application/csp-report", "application/reports+json"
BLOCKED = "https://evil.example:8443/a.js?stolen=1"
PAGE = "https://bank.example/logga-in/?secret=1#part"
LINE = "content policy: script-src-elem kept https://evil.example:8443 from /logga-in/"


@pytest.fixture(autouse=True)
def _fresh_ration(monkeypatch):
    monkeypatch.setattr(reports, "ration", reports.Ration())


@pytest.fixture
def send(client, caplog):
    """Send a body as a browser would, and return the lines that it left in the log."""

    def send(body, content_type=OLD):
        caplog.set_level(logging.WARNING, "hembanken.reports")
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        assert client.post(PATH, text, content_type=content_type).status_code == 204
        return [each.getMessage() for each in caplog.records if each.name == "hembanken.reports"]

    return send


def old(directive="script-src-elem", blocked=BLOCKED, page=PAGE):
    told = {"effective-directive": directive, "blocked-uri": blocked, "document-uri": page}
    return {"csp-report": told | {"script-sample": "secret"}}


def new(directive="script-src-elem", blocked=BLOCKED, page=PAGE):
    body = {"effectiveDirective": directive, "blockedURL": blocked, "documentURL": page}
    return {"type": "csp-violation", "url": page, "body": body}


def test_a_report_is_one_line_without_queries(send):
    assert send(old()) == [LINE]


def test_the_newer_form_has_a_line_for_each_report(send):
    assert send([new(), new(blocked="inline")], NEW) == [
        LINE,
        LINE.replace("https://evil.example:8443", "inline"),
    ]


def test_no_text_of_a_report_begins_another_line_or_field(send):
    nasty = "x\r\n2026 INFO forged\x1b[2J kept a\u2028b\u202e"
    (line,) = send(old(nasty, nasty, f"/{nasty}"))
    assert line.isascii()
    assert line.isprintable()
    assert (line.count(" kept "), line.count(" from ")) == (1, 1)


def test_a_line_is_short(send):
    (line,) = send(old("d" * 2000, f"https://{'h' * 2000}", "/" + "p" * 2000))
    assert len(line) < 400


def test_a_name_and_password_in_an_address_are_not_kept(send):
    assert "secret" not in send(old(blocked="https://user:secret@evil.example/"))[0]


@pytest.mark.parametrize(
    "body",
    [
        *("", "null", "1", "[]", "{}", "[null]", '{"csp-report": 1}', '[{"body": []}]', "{" * 8000),
        *("[" * 8000, b"\xff\xfe", '{"csp-report": {"effective-directive": 1'),
    ],
)
def test_what_is_no_report_leaves_no_line(send, body):
    assert send(body) == []


@pytest.mark.parametrize("value", [None, 1, [], {}, "http://[", "\ud800"])
def test_values_of_any_type_are_taken(send, value):
    assert len(send(old(value, value, value))) == 1


def test_a_large_report_is_not_read(send):
    assert send(json.dumps(old()) + " " * reports.MAX_BYTES) == []


@pytest.mark.parametrize("content_type", ["text/plain", "application/json"])
def test_only_reports_are_read(send, content_type):
    assert send(old(), content_type) == []


def test_a_flood_leaves_few_lines_a_minute(send, pass_time):
    for _ in range(3):
        lines = send([new()] * reports.MOST_A_MINUTE, NEW)
    assert len(lines) == reports.MOST_A_MINUTE
    pass_time(60)
    assert len(send(old())) == reports.MOST_A_MINUTE + 1


def test_no_token_is_asked_for_and_no_cookie_is_given(client):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(PATH, json.dumps(old()), content_type=OLD)
    assert response.status_code == 204
    assert not response.cookies
    assert client.get(PATH).status_code == 204
