"""Run axe-core in a page: violations of WCAG 2.2 AA and of best practices."""

import os
from functools import cache

import pytest
from playwright.sync_api import Page

from tests.server.running import ROOT

SCRIPT = ROOT / "tests/node_modules/axe-core/axe.min.js"
MISSING = "axe-core is not installed: npm ci --prefix tests"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async tags => {
  await Promise.all(document.getAnimations().map((each) => each.finished));
  return axe.run({runOnly: tags, resultTypes: ["violations"]});
}"""
# Violations of Django's own admin templates, which the staff's pages use unchanged.
EXCUSED = {
    "label-title-only": "The search field of a list is named by the text of an image.",
    "empty-table-header": "The columns of a row's name and of its checkbox have no heading.",
}


@cache
def source() -> str:
    """Return axe's source; without it the test is skipped, or fails with CI=true."""
    if not SCRIPT.exists():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    return SCRIPT.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Return a line for each element that violates a rule.

    axe is evaluated, because the content policy allows no script element for it.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(source())
    found = page.evaluate(RUN, TAGS)["violations"]
    excused = {} if page.locator("body.page").count() else EXCUSED
    rules = [rule for rule in found if rule["id"] not in excused]
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))} ({rule['help']})"
        for rule in rules
        for node in rule["nodes"]
    ]
