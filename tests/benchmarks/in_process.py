"""Show where the processor time of a login goes: ``python -m tests.benchmarks.in_process``.

Calls the site's WSGI application in this process, as a server would, on PostgreSQL with production
settings. Prints the cost of each request and of its parts, medians in milliseconds, and a profile.
"""

import cProfile
import os
import pstats
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.template.backends.django import Template

from tests.benchmarks import flows
from tests.benchmarks.comparing import print_head, print_row, seconds
from tests.benchmarks.visitor import Direct
from tests.server import customers, production

LOGINS = 200
WARM_UP = 20
CUSTOMERS = 10
COLUMNS = HASH, PAGE, DATABASE, REST = "hash", "page", "database", "the rest"
TIMED = (
    (Template, "render", PAGE),
    (CursorWrapper, "execute", DATABASE),
    (BaseDatabaseWrapper, "_commit", DATABASE),
)
OURS = r"/(accounts|kodbox|hembanken)/|render|middleware|psycopg.connection|execute_sql|argon2"


class Parts:
    """The processor time of each request, part by part, in milliseconds."""

    def __init__(self) -> None:
        self.requests: dict[str, list[dict[str, float]]] = defaultdict(list)
        self.current: dict[str, float] = {}
        for owner, name, part in TIMED:
            setattr(owner, name, self._timed(getattr(owner, name), part))

    def _timed(self, call: Callable[..., Any], part: str) -> Callable[..., Any]:
        @wraps(call)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            started = time.thread_time()
            try:
                return call(*args, **kwargs)
            finally:
                spent = 1000 * (time.thread_time() - started)
                self.current[part] = self.current.get(part, 0) + spent

        return wrapper

    def measured(self, application: Callable[..., Any]) -> Callable[..., Any]:
        """Return the application with each of its requests measured; hashes have a thread."""

        def application_(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
            self.current = {}
            thread, process = time.thread_time(), time.process_time()
            answer = application(environ, start)
            spent = 1000 * (time.thread_time() - thread)
            self.current[HASH] = 1000 * (time.process_time() - process) - spent
            self.current[REST] = spent - self.current.get(PAGE, 0) - self.current.get(DATABASE, 0)
            request = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
            self.requests[request].append(self.current)
            return answer

        return application_

    def print_table(self) -> None:
        print_head("request", *COLUMNS, "all")
        sums = dict.fromkeys(COLUMNS, 0.0)
        for request, parts in self.requests.items():
            costs = {c: statistics.median(each.get(c, 0) for each in parts) for c in COLUMNS}
            sums = {c: sums[c] + costs[c] for c in COLUMNS}
            _print_costs(request, costs)
        _print_costs("a login", sums)


def _print_costs(name: str, costs: dict[str, float]) -> None:
    print_row(name, *(f"{cost:.1f}" for cost in (*costs.values(), sum(costs.values()))))


def print_least(application: Callable[..., Any]) -> None:
    """Print what five requests without a page and 21 queries of `SELECT 1` cost here."""
    browser = Direct(application, dict(production.THROUGH_PROXY))
    requests = [seconds(time.thread_time, lambda: browser.get("/")) for _ in range(LOGINS)]
    with connection.cursor() as cursor:
        query = partial(cursor.execute, "SELECT 1")
        queries = [seconds(time.thread_time, query) for _ in range(LOGINS)]
    costs = 5_000 * statistics.median(requests), 21_000 * statistics.median(queries)
    print(f"Five requests that do nothing: {costs[0]:.1f} ms; 21 queries: {costs[1]:.1f} ms.\n")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        settings = production.ready(Path(name))
        people = customers.set_up(settings, CUSTOMERS)
        os.environ.update(settings)
        from hembanken.wsgi import application

        def log_in(count: int, called: Callable[..., Any]) -> None:
            for index in range(count):
                browser = Direct(called, dict(production.THROUGH_PROXY))
                flows.log_in(browser, people[index % CUSTOMERS])

        log_in(WARM_UP, application)
        parts = Parts()
        log_in(LOGINS, parts.measured(application))
        parts.print_table()
        print_least(application)
        profile = cProfile.Profile()
        profile.runcall(log_in, LOGINS, application)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(OURS, 60)


if __name__ == "__main__":
    main()
