"""The metrics of operations. No label holds a personnummer, a name or an address."""

import time
from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

EVENTS = Counter(
    "hembanken_events",
    "Security events of the audit log, by name; refusals count unknown customers too.",
    ["event"],
)
REQUESTS = Histogram(
    "hembanken_request_seconds",
    "Duration of requests, by view name and class of status.",
    ["page", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
OVERLOADS = Counter("hembanken_overloads", "Requests answered by 503 for lack of a slot.")
CONCURRENCY_WAIT = Histogram(
    "hembanken_concurrency_wait_seconds",
    "How long requests waited for a slot of the concurrency limit.",
    buckets=(0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10),
)
AUDIT_LOG_FAULTS = Counter(
    "hembanken_audit_log_faults", "Events that could not be written to the audit log."
)


class RequestsMiddleware:
    """Measure every request. Requests without a view, such as static files, share one label."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started_at = time.monotonic()
        response = self.get_response(request)
        page = request.resolver_match.view_name if request.resolver_match else "none"
        status = f"{response.status_code // 100}xx"
        REQUESTS.labels(page, status).observe(time.monotonic() - started_at)
        return response


def count_events(events: Iterable[str]) -> None:
    for event in events:
        EVENTS.labels(event).inc()
