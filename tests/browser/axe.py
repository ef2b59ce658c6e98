"""axe-core, run in the page: what breaks WCAG 2.2 AA or is no good practice."""

import os
from functools import cache

import pytest
from playwright.sync_api import Page

from tests.browser.demo_bank import ROOT

SCRIPT = ROOT / "tests/node_modules/axe-core/axe.min.js"
MISSING = "axe-core is not installed: npm install --prefix tests"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "tags => axe.run({runOnly: tags, resultTypes: ['violations']})"


@cache
def source() -> str:
    """Read axe; where it is missing the test is skipped, and fails with CI=true."""
    if not SCRIPT.exists():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    return SCRIPT.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Return a line for each element that breaks a rule; the content policy lets no tag add axe."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(source())
    found = page.evaluate(RUN, TAGS)["violations"]
    return [line(rule, node) for rule in found for node in rule["nodes"]]


def line(rule: dict[str, str], node: dict[str, list[str]]) -> str:
    return f"{rule['id']}: {' '.join(map(str, node['target']))} ({rule['help']})"
