"""How the log tells what happened: one line for each record, JSON in production."""

import json
import logging
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse

from hembanken.request_context import correlation_id_of

_interaction: ContextVar[str] = ContextVar("correlation_id", default="")


class ShortenRefusals(logging.Filter):
    """Tell a request that was refused or found no turn in one line: its traceback says nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", 500)
        if status < 500 or status == 503:
            record.exc_info = record.exc_text = None
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line, of these fields and no others.

    A record carries more, such as the request with its query, which a formatter that writes all of
    it would tell.
    """

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "correlation_id": _interaction.get(),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told)


class CorrelationIdMiddleware:
    """Let every line of a request carry the token that the audit log's rows of it carry."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _interaction.set(correlation_id_of(request))
        try:
            return self.get_response(request)
        finally:
            _interaction.reset(token)
