"""Start the demonstration in a clean clone with the README's command, and log in over HTTP."""

import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

SITE = "http://127.0.0.1:8000"
START_SECONDS = 300


def main(clone: Path) -> None:
    readme = (clone / "README.md").read_text(encoding="utf-8")
    command = re.search(r"^python3 .*manage\.py demo$", readme, re.MULTILINE)
    assert command, "The README has no command that ends with: python manage.py demo"
    server = subprocess.Popen(["bash", "-c", command[0]], cwd=clone, start_new_session=True)
    try:
        wait_for(SITE + "/demo/")
        log_in(clone)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def wait_for(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=5)
            return
        except OSError:
            time.sleep(1)
    raise SystemExit(f"{url} does not answer.")


def log_in(clone: Path) -> None:
    """Log in as a person would, with a code from the kodbox in the terminal."""
    people = json.loads((clone / "var" / "people.json").read_text(encoding="utf-8"))
    astrid = next(person for person in people["customers"] if person["name"] == "Astrid Avtal")
    kodbox = astrid["kodboxes"][0]
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    post(browser, "/logga-in/", number=astrid["number"], password=astrid["password"])
    press = [".venv/bin/python", "manage.py", "kodbox", kodbox["serial"], "--press"]
    code = subprocess.check_output([*press, f"OK {kodbox['pin']} OK"], cwd=clone, text=True)
    page = post(browser, "/logga-in/behorighetskod/", code=code.strip())
    assert "Välkommen, Astrid Avtal" in page, page
    print("Astrid Avtal is logged in.")


def post(browser: urllib.request.OpenerDirector, path: str, **fields: str) -> str:
    form = browser.open(SITE + path).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token, form
    fields["csrfmiddlewaretoken"] = token[1]
    answer = browser.open(SITE + path, urllib.parse.urlencode(fields).encode())
    return answer.read().decode()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
