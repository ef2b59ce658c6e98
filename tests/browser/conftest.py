"""Fixtures: a real Chromium, and a demonstration bank, built once and copied for each module."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.examining import ALL, CROSSED, Examiner
from tests.browser.walks import TRANSLATE, Arrive, Visitor, see
from tests.server import demonstration
from tests.server.demonstration import Demonstration

DESKTOP = (1280, 900)
PHONE = (360, 740)
# Each size and each of scripts and no scripts, or one of them for walks that take long. The long
# campaign walks every pair.
IS_LONG = os.environ.get("HEMBANKEN_CAMPAIGN") == "long"
EVERY_WAY = [(PHONE, True), (DESKTOP, False), (PHONE, False), (DESKTOP, True)]
WAYS = EVERY_WAY if IS_LONG else EVERY_WAY[:2]
ONE_WAY = EVERY_WAY if IS_LONG else EVERY_WAY[:1]
WAY_NAMES = {way: f"{way[0][0]}-{'scripts' if way[1] else 'plain'}" for way in EVERY_WAY}
in_each_way = pytest.mark.parametrize(("size", "javascript"), WAYS, ids=map(WAY_NAMES.get, WAYS))
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TIMEOUT_MILLISECONDS = 60_000
expect.set_options(timeout=TIMEOUT_MILLISECONDS)
LOCALES = {"sv": "sv-SE", "en": "en-GB"}
MISSING = "Chromium is not installed. On Debian: apt install chromium"

NewPage = Callable[..., Page]
Visit = Callable[..., Visitor]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A Chromium that is closed before other tests run, which must not have its event loop."""
    path = shutil.which("chromium")
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def unused_bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a bank that was built and never used."""
    folder = tmp_path_factory.mktemp("unused") / "var"
    with demonstration.serving(folder):
        return folder


@pytest.fixture(scope="module")
def bank(
    chromium: Browser, unused_bank: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demonstration]:
    """A bank that the tests of one module share."""
    folder = tmp_path_factory.mktemp("bank") / "var"
    with demonstration.serving(folder, unused_bank) as bank:
        yield bank


@pytest.fixture
def own_bank(chromium: Browser, unused_bank: Path, tmp_path: Path) -> Iterator[Demonstration]:
    """A bank for one test."""
    with demonstration.serving(tmp_path / "var", unused_bank) as bank:
        yield bank


@pytest.fixture
def console() -> list[str]:
    """The errors and warnings of the browsers' consoles, also of the content policy."""
    return []


@pytest.fixture
def new_page(chromium: Browser, console: list[str]) -> Iterator[NewPage]:
    """Return a function that opens a new browser; the console must be empty at the end."""
    contexts = []

    def keep(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            console.append(message.text)

    def open_page(
        size: tuple[int, int] = DESKTOP, *, javascript: bool = True, language: str = "sv"
    ) -> Page:
        width, height = size
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale=LOCALES[language],
        )
        context.set_default_timeout(TIMEOUT_MILLISECONDS)
        contexts.append(context)
        context.on("console", keep)
        context.on("weberror", lambda error: console.append(str(error.error)))
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert console == []


@pytest.fixture
def visit(bank: Demonstration, new_page: NewPage) -> Visit:
    """Return a function that opens the module's bank in a new browser, as one of its people."""

    def open_bank(
        first_name: str,
        kind: type[Visitor] = Visitor,
        arrive: Arrive = see,
        language: str = "sv",
        **options: object,
    ) -> Visitor:
        page = new_page(language=language, **options)
        visitor = kind(page, bank.person(first_name), arrive, translate=TRANSLATE[language])
        visitor.opens(bank)
        return visitor

    return open_bank


@pytest.fixture
def examiner(language: str, campaign_is_long: bool, console: list[str]) -> Iterator[Examiner]:
    """An examiner of pages in the language of the test; no page may have a fault."""
    examiner = Examiner(language, ALL if campaign_is_long else CROSSED[language])
    yield examiner
    assert examiner.faults == []
