"""The log of production: one JSON object a line, with a fixed list of fields."""

import json
import logging
from datetime import datetime

import pytest

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.web import views
from hembanken.web.log_format import JsonFormatter, ShortenRefusals
from tests import people

FIELDS = {"time", "level", "logger", "message", "correlation_id"}


@pytest.fixture
def lines():
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


@pytest.mark.parametrize(("status", "has_traceback"), [(None, True), (404, False), (503, False)])
def test_an_exception_is_one_line_with_its_traceback_unless_refused(lines, status, has_traceback):
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        logging.getLogger("a").exception("went wrong", extra=status and {"status_code": status})
    (line,) = lines
    traceback = json.loads(line).get("exception", "")
    assert traceback.endswith("ZeroDivisionError: division by zero") is has_traceback


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
