"""The log of production: one JSON object a line, with a fixed list of fields."""

import json
import logging
import sys
from datetime import datetime

import pytest
from django.test import Client

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.web import views
from hembanken.web.log_format import JsonFormatter, ShortenRefusals
from tests import people

FIELDS = {"time", "level", "logger", "message", "correlation_id"}


@pytest.fixture
def lines():
    """The lines that production would log."""
    formatted = []

    class ListHandler(logging.Handler):
        def emit(self, record):
            formatted.append(self.format(record))

    handler = ListHandler()
    handler.setFormatter(JsonFormatter())
    handler.addFilter(ShortenRefusals())
    logging.getLogger().addHandler(handler)
    yield formatted
    logging.getLogger().removeHandler(handler)


def test_a_record_is_one_line_of_json(lines):
    logging.getLogger("a.b").warning(
        "two\nlines of %s\u2028", "somebody's", extra={"password": "1"}
    )
    (line,) = lines
    assert "\n" not in line
    assert line.isascii()
    fields = json.loads(line)
    assert set(fields) == FIELDS
    assert (fields["level"], fields["logger"]) == ("WARNING", "a.b")
    assert fields["message"] == "two\nlines of somebody's\u2028"
    assert datetime.fromisoformat(fields["time"]).utcoffset().total_seconds() == 0


def test_an_exception_is_logged_with_its_traceback_in_one_line(lines):
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        logging.getLogger("a").exception("went wrong")
    (line,) = lines
    assert json.loads(line)["exception"].endswith("ZeroDivisionError: division by zero")


@pytest.mark.parametrize("status", [404, 503])
def test_a_refused_request_is_logged_without_a_traceback(lines, status):
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        exc_info = sys.exc_info()
    logging.getLogger("a").error("refused", exc_info=exc_info, extra={"status_code": status})
    assert "exception" not in json.loads(lines[0])


@pytest.mark.django_db
@pytest.mark.row("B14")
def test_a_line_has_the_correlation_id_of_the_audit_log(lines, client, astrid, kodbox, monkeypatch):
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    monkeypatch.setattr(views, "render", lambda *args: 1 / 0)
    client.raise_request_exception = False
    assert client.get("/om-hembanken/").status_code == 500
    correlation_id = json.loads(lines[-1])["correlation_id"]
    newest = audit_log.events_of_account(astrid.pk)[0]
    assert (newest.event, newest.correlation_id) == (Event.LOGIN_COMPLETED, correlation_id)
    logging.getLogger("a").warning("outside of any request")
    assert json.loads(lines[-1])["correlation_id"] == ""


@pytest.mark.django_db
def test_a_line_does_not_contain_the_query(lines):
    Client().get("/finns-inte/?number=secret")
    logged = [each for each in lines if "finns-inte" in each]
    assert logged
    assert "secret" not in "".join(logged)
