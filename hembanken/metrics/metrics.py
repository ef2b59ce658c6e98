"""The few figures that operations act upon; no label holds a number, a name or an address."""

import time
from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

NO_PAGE = "none"
EVENTS = Counter(
    "hembanken_events",
    "Security events, by the names of the audit log; refusals also of numbers that nobody has.",
    ["event"],
)
REQUESTS = Histogram(
    "hembanken_request_seconds",
    "How long requests took, by the name of their page and the class of their status.",
    ["page", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
OVERLOADS = Counter("hembanken_overloads", "Requests that found no turn in time, answered by 503.")
CONCURRENCY_WAIT = Histogram(
    "hembanken_concurrency_wait_seconds",
    "How long requests waited that did not have their turn at once.",
    buckets=(0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10),
)
AUDIT_LOG_FAULTS = Counter("hembanken_audit_log_faults", "Events that could not be written.")


class RequestsMiddleware:
    """Measure every request; what has no page of its own, such as a static file, is one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.monotonic()
        response = self.get_response(request)
        page = request.resolver_match.view_name if request.resolver_match else NO_PAGE
        status = f"{response.status_code // 100}xx"
        REQUESTS.labels(page, status).observe(time.monotonic() - begun)
        return response


def count_events(events: Iterable[str]) -> None:
    """Count events of the audit log."""
    for event in events:
        EVENTS.labels(event).inc()
