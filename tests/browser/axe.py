"""axe-core, run in the page: what breaks WCAG 2.2 AA or is no good practice."""

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
# What Django's own templates of the admin have; the staff's pages take them as they are.
EXCUSED = {
    "label-title-only": "The field that searches a list is named by a picture's text.",
    "empty-table-header": "A row's name and its tick for removing have columns without a heading.",
}


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
    excused = {} if page.locator("body.page").count() else EXCUSED
    rules = [rule for rule in found if rule["id"] not in excused]
    return [line(rule, node) for rule in rules for node in rule["nodes"]]


def line(rule: dict[str, str], node: dict[str, list[str]]) -> str:
    return f"{rule['id']}: {' '.join(map(str, node['target']))} ({rule['help']})"
