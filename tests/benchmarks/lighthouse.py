"""Measure the customer's pages with Lighthouse, on a slow phone.

    npm ci --prefix tests
    python -m tests.benchmarks.lighthouse --runs 5

Serves a production site behind TLS and HTTP/2 on loopback, loads each page in a new Chromium with
an empty cache, on the slow phone that Lighthouse simulates, and prints medians.
"""

import json
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.comparing import options, print_head, print_row
from tests.server import customers, tls
from tests.server.browser import Browser
from tests.server.customers import CODE, LOGGED_IN, LOGIN, Customer
from tests.server.production import HOST_NAME, THROUGH_PROXY
from tests.server.running import HOST

LIGHTHOUSE = Path(__file__).parents[1] / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("accessibility", "best-practices", "performance")
AUDITS = (
    "largest-contentful-paint",
    "total-blocking-time",
    "cumulative-layout-shift",
    "total-byte-weight",
)
COLUMNS = (
    "accessibility",
    "best practices",
    "performance",
    "LCP",
    "TBT",
    "CLS",
    "bytes",
    "requests",
)
MAX_TRIES = 3  # On a loaded machine a trace may fail.
RUN_SECONDS = 120

Report = dict[str, Any]


def log_in(browser: Browser, customer: Customer) -> None:
    customers.type_number(browser, customer)
    assert browser.follow(browser.post(CODE, code=customer.press())).path == LOGGED_IN


PAGES: dict[str, tuple[str, Callable[[Browser, Customer], object] | None]] = {
    "login": (LOGIN, None),
    "code": (CODE, customers.type_number),
    "help": ("/hjalp/", None),
    "home": (LOGGED_IN, log_in),
}


def cookies(
    site: tls.Site, customer: Customer, prepare: Callable[[Browser, Customer], object] | None
) -> str:
    """Return the cookies of a browser that has done what the page needs."""
    browser = Browser(site.plain.url, THROUGH_PROXY)
    if prepare:
        prepare(browser, customer)
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)


def command(site: tls.Site, path: str, cookie: str) -> list[str]:
    ports = {443: site.secured.port, 80: site.plain.port}
    rules = ", ".join(
        f"MAP {HOST_NAME}:{port} {HOST}:{real_port}" for port, real_port in ports.items()
    )
    chromium = "--headless=new --no-sandbox --disable-gpu --ignore-certificate-errors"
    return [
        *("node", str(LIGHTHOUSE), f"https://{HOST_NAME}{path}", "--quiet", "--output=json"),
        f"--only-categories={','.join(CATEGORIES)}",
        f"--extra-headers={json.dumps({'Cookie': cookie} if cookie else {})}",
        f'--chrome-flags={chromium} --host-resolver-rules="{rules}"',
    ]


def load(site: tls.Site, path: str, cookie: str) -> Report:
    """Load a page once, and return Lighthouse's report."""
    chromium = {"CHROME_PATH": shutil.which("chromium") or ""}
    for _ in range(MAX_TRIES):
        ended = subprocess.run(
            command(site, path, cookie),
            env=os.environ | chromium,
            capture_output=True,
            text=True,
            timeout=RUN_SECONDS,
        )
        if ended.returncode == 0:
            report = json.loads(ended.stdout)
            assert report["finalDisplayedUrl"] == f"https://{HOST_NAME}{path}"
            return report
    raise RuntimeError(ended.stderr)


def figures(report: Report) -> list[float]:
    """Return one figure for each column."""
    audits = report["audits"]
    return [
        *(report["categories"][name]["score"] * 100 for name in CATEGORIES),
        *(audits[name]["numericValue"] for name in AUDITS),
        len(audits["network-requests"]["details"]["items"]),
    ]


def print_page(name: str, reports: list[Report]) -> None:
    *scores, lcp, tbt, cls, size, requests = map(median, zip(*map(figures, reports), strict=True))
    times = f"{lcp / 1_000:.2f} s", f"{tbt:.0f} ms", f"{cls:.3f}"
    print_row(
        name, *(f"{score:.0f}" for score in scores), *times, f"{size:,.0f}", f"{requests:.0f}"
    )


def main(runs: int) -> None:
    """Print a table of medians, and the versions that they were measured with."""
    print_head("page", *COLUMNS)
    with tempfile.TemporaryDirectory() as folder, tls.serving(Path(folder)) as site:
        people = customers.set_up(site.settings)
        for (name, (path, prepare)), customer in zip(PAGES.items(), people, strict=False):
            cookie = cookies(site, customer, prepare)
            reports = [load(site, path, cookie) for _ in range(runs)]
            print_page(name, reports)
    agent = reports[0]["environment"]["hostUserAgent"].partition("Chrome/")[2].split(".")[0]
    version = reports[0]["lighthouseVersion"]
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, ", end="")
    print(f"Chromium {agent}, Lighthouse {version}")


if __name__ == "__main__":
    main(**options(__doc__, runs=5))
