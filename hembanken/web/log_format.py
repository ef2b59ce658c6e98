"""Log format: one line for each record, JSON in production."""

import json
import logging
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

from hembanken.request_context import correlation_id_of

_correlation_id: ContextVar[str] = ContextVar("correlation_id", default="")


class ShortenRefusals(logging.Filter):
    """Drop the traceback of a refused request, and of one that got no slot (503)."""

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", 500)
        if status < 500 or status == 503:
            record.exc_info = record.exc_text = None
        return True


class JsonFormatter(logging.Formatter):
    """Format a record as one line of JSON, with a fixed list of fields.

    Other attributes of a record may hold secrets, such as the query of the request.
    """

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "correlation_id": _correlation_id.get(),
        }
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return json.dumps(fields)


class CorrelationIdMiddleware:
    """Give the log lines of a request the correlation id of its audit log entries."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _correlation_id.set(correlation_id_of(request))
        try:
            return self.get_response(request)
        finally:
            _correlation_id.reset(token)
