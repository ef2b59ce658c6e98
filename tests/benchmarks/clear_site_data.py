"""How long a page takes whose answer clears site data, in a browser profile with a full cache.

Fills the cache of a fresh Chromium profile from a server on loopback, and opens a page that sends
the header in each of its forms, as the logout does.
"""

import argparse
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import BrowserContext, Page, sync_playwright

HEADERS = {"none": "", "storage": '"storage"', "cache": '"cache"', "both": '"cache", "storage"'}
ENTRY = b"x" * 2_000
BATCH = 100
ROUNDS = 5
FILL = """async ([first, count]) => {
  const entries = [...Array(count).keys()].map((number) => first + number);
  await Promise.all(entries.map(async (entry) => (await fetch(`/entry/${entry}`)).arrayBuffer()));
}"""


class Handler(BaseHTTPRequestHandler):
    """Serve entries that stay in the cache, and pages that clear it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        kind, _slash, name = self.path.strip("/").partition("/")
        is_entry = kind == "entry"
        body = ENTRY if is_entry else b"<!doctype html><title>out</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/plain" if is_entry else "text/html")
        self.send_header("Cache-Control", "max-age=86400" if is_entry else "no-store")
        if HEADERS.get(name):
            self.send_header("Clear-Site-Data", HEADERS[name])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Print nothing for each request."""


@contextmanager
def serving() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


def fill(context: BrowserContext, port: int, entries: int) -> None:
    """Fill the cache as another site: its entries are not the bank's, but are searched too."""
    page = context.new_page()
    page.goto(f"http://localhost:{port}/page/")
    for first in range(0, entries, BATCH):
        page.evaluate(FILL, [first, BATCH])
    page.close()


def seconds(page: Page, port: int, header: str) -> float:
    start = time.monotonic()
    page.goto(f"http://127.0.0.1:{port}/out/{header}")
    return time.monotonic() - start


def measure(entries: int) -> dict[str, float]:
    """Return the median time of the page for each form of the header."""
    with tempfile.TemporaryDirectory() as profile, serving() as port, sync_playwright() as play:
        context = play.chromium.launch_persistent_context(
            profile, executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        fill(context, port, entries)
        page = context.new_page()
        rounds = [{name: seconds(page, port, name) for name in HEADERS} for _ in range(ROUNDS)]
        context.close()
    return {name: statistics.median(each[name] for each in rounds) for name in HEADERS}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("entries", type=int, nargs="+", help="how full the cache is")
    print("| entries in the cache | " + " | ".join(HEADERS) + " |")
    for entries in parser.parse_args().entries:
        figures = measure(entries)
        print(f"| {entries:,} | " + " | ".join(f"{each:.2f} s" for each in figures.values()) + " |")


if __name__ == "__main__":
    main()
