"""Examine a page in light and dark, wide and narrow, and with increased text spacing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser import axe
from tests.browser.walks import see

MEASURES = (Path(__file__).parent / "measures.js").read_text(encoding="utf-8")
NARROW, WIDE = 320, 1280
HEIGHT = 900
ALL = [(width, colours) for width in (NARROW, WIDE) for colours in ("dark", "light")]
CROSSED = {
    "sv": [(NARROW, "dark"), (WIDE, "light")],
    "en": [(NARROW, "light"), (WIDE, "dark")],
}
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"""
SET_STYLE = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""


@dataclass
class Examiner:
    """An examiner of each state of a page, once; it collects the faults.

    A normal run takes each width and each colour scheme once in each language, a long run all
    combinations.
    """

    language: str
    variants: list[tuple[int, str]]
    states: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __call__(self, page: Page, heading: str, title: str = "") -> None:
        see(page, heading, title)
        self.look(page)

    def look(self, page: Page) -> None:
        state = urlsplit(page.url).path, page.locator("body").inner_text()
        if state not in self.states:
            self.states.append(state)
            found = {fault: variant for variant, fault in self._faults(page)}
            self.faults += [
                f"{page.title()} {variant}: {fault}" for fault, variant in found.items()
            ]

    def _faults(self, page: Page) -> Iterator[tuple[str, str]]:
        for width, colours in self.variants:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.emulate_media(color_scheme=colours)
            for fault in axe.violations(page):
                yield f"{width} {colours}", fault
            for fault in page.evaluate(MEASURES, {"language": self.language}):
                yield f"{width}", fault
            with spaced(page):
                for fault in page.evaluate(MEASURES, {"language": self.language}):
                    yield f"{width} spaced", fault


@contextmanager
def spaced(page: Page) -> Iterator[None]:
    """Increase the text spacing as WCAG 1.4.12 says."""
    page.evaluate(SET_STYLE, SPACED)
    yield
    page.evaluate(SET_STYLE, "")
