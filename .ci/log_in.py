"""Start the demonstration in a clean clone by the README's own command, and log in over HTTP."""

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
PATIENCE_SECONDS = 300


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
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=5)
            return
        except OSError:
            time.sleep(1)
    raise SystemExit(f"{url} does not answer.")


def log_in(clone: Path) -> None:
    """Log in as a person would, with a code from the box in the terminal."""
    people = json.loads((clone / "var" / "people.json").read_text(encoding="utf-8"))
    astrid = next(each for each in people["customers"] if each["name"] == "Astrid Avtal")
    box = astrid["boxes"][0]
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    post(browser, "/logga-in/", number=astrid["number"], password=astrid["password"])
    press = [".venv/bin/python", "manage.py", "kodbox", box["serial"], "--press"]
    code = subprocess.check_output([*press, f"OK {box['pin']} OK"], cwd=clone, text=True)
    page = post(browser, "/logga-in/behorighetskod/", code=code.strip())
    assert "Välkommen, Astrid Avtal" in page, page
    print("Astrid Avtal is logged in.")


def post(browser: urllib.request.OpenerDirector, path: str, **typed: str) -> str:
    form = browser.open(SITE + path).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token, form
    typed["csrfmiddlewaretoken"] = token[1]
    answer = browser.open(SITE + path, urllib.parse.urlencode(typed).encode())
    return answer.read().decode()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
