"""Where the processor time of a login goes: ``python -m tests.benchmarks.in_process``.

Calls the site's WSGI application in this process, as a server would, on PostgreSQL with the
settings of production. Prints what each request costs and for what, medians in milliseconds, and
the profile of all: each part with what it calls.
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

from tests.benchmarks.comparing import print_head, print_row, seconds
from tests.benchmarks.logins import log_in, make
from tests.benchmarks.visitor import Direct
from tests.server import production

LOGINS = 200


HASH, PAGES, DATABASE, REST = "hash", "page", "database", "the rest"
PARTS = (
    (Template, "render", PAGES),
    (CursorWrapper, "execute", DATABASE),
    (BaseDatabaseWrapper, "_commit", DATABASE),
)


class Parts:
    """What the requests so far have cost, part by part, in milliseconds of processor time."""

    def __init__(self) -> None:
        self.told: dict[str, list[dict[str, float]]] = defaultdict(list)
        self.now: dict[str, float] = {}
        for owner, name, part in PARTS:
            setattr(owner, name, self.timed(getattr(owner, name), part))

    def timed(self, call: Callable[..., Any], part: str) -> Callable[..., Any]:
        @wraps(call)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            begun = time.thread_time()
            try:
                return call(*args, **kwargs)
            finally:
                spent = 1000 * (time.thread_time() - begun)
                self.now[part] = self.now.get(part, 0) + spent

        return wrapper

    def of(self, application: Callable[..., Any]) -> Callable[..., Any]:
        """Return the application, each of whose requests is told here; hashes have a thread."""

        def measured(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
            self.now = {}
            thread, process = time.thread_time(), time.process_time()
            answer = application(environ, start)
            ours = 1000 * (time.thread_time() - thread)
            self.now[HASH] = 1000 * (time.process_time() - process) - ours
            self.now[REST] = ours - self.now.get(PAGES, 0) - self.now.get(DATABASE, 0)
            request = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
            self.told[request].append(self.now)
            return answer

        return measured

    def tell(self) -> None:
        columns = (HASH, PAGES, DATABASE, REST)
        print_head("request", *columns, "all")
        sums = dict.fromkeys(columns, 0.0)
        for request, each in self.told.items():
            costs = {c: statistics.median(one.get(c, 0) for one in each) for c in columns}
            sums = {c: sums[c] + costs[c] for c in columns}
            _print_costs(request, costs)
        _print_costs("a login", sums)


def _print_costs(name: str, costs: dict[str, float]) -> None:
    print_row(name, *(f"{cost:.1f}" for cost in (*costs.values(), sum(costs.values()))))


def print_least(application: Callable[..., Any]) -> None:
    """Print what five requests without a page and 21 statements that ask nothing cost here."""
    browser = Direct(application, dict(production.THROUGH_PROXY))
    requests = [seconds(time.thread_time, lambda: browser.get("/")) for _ in range(LOGINS)]
    with connection.cursor() as cursor:
        ask = partial(cursor.execute, "SELECT 1")
        asked = [seconds(time.thread_time, ask) for _ in range(LOGINS)]
    costs = 5_000 * statistics.median(requests), 21_000 * statistics.median(asked)
    print(f"Five requests that do nothing: {costs[0]:.1f} ms; 21 statements: {costs[1]:.1f} ms.\n")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        settings = production.collected(Path(name))
        people = make(settings, "tests.benchmarks.bank_for_logins", 10)
        os.environ.update(settings)
        from hembanken.wsgi import application

        def rounds(count: int, called: Callable[..., Any]) -> None:
            for place in range(count):
                log_in(Direct(called, dict(production.THROUGH_PROXY)), people[place % 10])

        rounds(20, application)
        parts = Parts()
        rounds(LOGINS, parts.of(application))
        parts.tell()
        print_least(application)
        profile = cProfile.Profile()
        profile.runcall(rounds, LOGINS, application)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(
            r"/(accounts|kodbox|hembanken)/|render|middleware|psycopg.connection|execute_sql|argon2",
            60,
        )


if __name__ == "__main__":
    main()
