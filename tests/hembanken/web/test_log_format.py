"""The log of production: one JSON object a line, with nothing that was not meant for it."""

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
    """Whatever is logged, as production writes it."""
    told = []

    class Kept(logging.Handler):
        def emit(self, record):
            told.append(self.format(record))

    handler = Kept()
    handler.setFormatter(JsonFormatter())
    handler.addFilter(ShortenRefusals())
    logging.getLogger().addHandler(handler)
    yield told
    logging.getLogger().removeHandler(handler)


def test_a_record_is_one_line_of_json(lines):
    logging.getLogger("a.b").warning(
        "two\nlines of %s\u2028", "somebody's", extra={"password": "1"}
    )
    (line,) = lines
    assert "\n" not in line
    assert line.isascii()
    told = json.loads(line)
    assert set(told) == FIELDS
    assert (told["level"], told["logger"]) == ("WARNING", "a.b")
    assert told["message"] == "two\nlines of somebody's\u2028"
    assert datetime.fromisoformat(told["time"]).utcoffset().total_seconds() == 0


def test_a_fault_carries_its_traceback_in_the_same_line(lines):
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        logging.getLogger("a").exception("went wrong")
    (line,) = lines
    assert json.loads(line)["exception"].endswith("ZeroDivisionError: division by zero")


@pytest.mark.parametrize("status", [404, 503])
def test_what_was_refused_or_found_no_turn_carries_none(lines, status):
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        fault = sys.exc_info()
    logging.getLogger("a").error("refused", exc_info=fault, extra={"status_code": status})
    assert "exception" not in json.loads(lines[0])


@pytest.mark.django_db
@pytest.mark.row("B14")
def test_a_line_carries_the_token_of_the_journals_rows(lines, client, astrid, kodbox, monkeypatch):
    people.log_in(client, people.ASTRID, people.PASSWORD, kodbox)
    monkeypatch.setattr(views, "render", lambda *args: 1 / 0)
    client.raise_request_exception = False
    assert client.get("/om-hembanken/").status_code == 500
    told = json.loads(lines[-1])
    newest = audit_log.events_of_account(astrid.pk)[0]
    assert (newest.event, newest.correlation_id) == (Event.LOGIN_COMPLETED, told["correlation_id"])
    logging.getLogger("a").warning("outside of any request")
    assert json.loads(lines[-1])["correlation_id"] == ""


@pytest.mark.django_db
def test_a_line_has_no_query(lines):
    Client().get("/finns-inte/?number=secret")
    told = [each for each in lines if "finns-inte" in each]
    assert told
    assert "secret" not in "".join(told)
