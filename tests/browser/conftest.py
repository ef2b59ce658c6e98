"""A real Chromium, and a demonstration bank for it: built once, copied for each module."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, WebError, expect, sync_playwright

from tests.browser import demo_bank
from tests.browser.demo_bank import Bank
from tests.browser.examining import ALL, CROSSED, Examiner
from tests.browser.walks import SPEAK, Arrive, Visitor, see

DESKTOP = (1280, 900)
PHONE = (360, 740)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MILLISECONDS = 60_000
expect.set_options(timeout=PATIENCE_MILLISECONDS)
LOCALES = {"sv": "sv-SE", "en": "en-GB"}
MISSING = "Chromium is not installed. On Debian: apt install chromium"

NewPage = Callable[..., Page]
Visit = Callable[..., Visitor]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Start Chromium, and close it before other tests run: its event loop is not for them."""
    path = shutil.which("chromium")
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def virgin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a bank that nobody has used."""
    folder = tmp_path_factory.mktemp("virgin") / "var"
    with demo_bank.serving(folder):
        return folder


@pytest.fixture(scope="module")
def bank(
    chromium: Browser, virgin: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bank]:
    """A bank that the tests of one module share."""
    with demo_bank.serving(tmp_path_factory.mktemp("bank") / "var", virgin) as bank:
        yield bank


@pytest.fixture
def own_bank(chromium: Browser, virgin: Path, tmp_path: Path) -> Iterator[Bank]:
    """A bank that nobody else uses."""
    with demo_bank.serving(tmp_path / "var", virgin) as bank:
        yield bank


@pytest.fixture
def complaints() -> "Complaints":
    return Complaints()


@pytest.fixture
def new_page(chromium: Browser, complaints: "Complaints") -> Iterator[NewPage]:
    """Open a browser that knows nothing of the others; its console must stay empty."""
    contexts = []

    def open_page(
        size: tuple[int, int] = DESKTOP, *, javascript: bool = True, language: str = "sv"
    ) -> Page:
        width, height = size
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale=LOCALES[language],
        )
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        contexts.append(context)
        context.on("console", complaints.hear)
        context.on("weberror", complaints.hear_error)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert complaints.heard == []


@pytest.fixture
def visit(bank: Bank, new_page: NewPage) -> Visit:
    """Let a person come to the module's bank, in a browser of their own."""

    def come(
        first_name: str,
        kind: type[Visitor] = Visitor,
        arrive: Arrive = see,
        language: str = "sv",
        **how: object,
    ) -> Visitor:
        page = new_page(language=language, **how)
        visitor = kind(page, bank.person(first_name), arrive, speak=SPEAK[language])
        visitor.comes_to(bank)
        return visitor

    return come


@pytest.fixture
def examiner(language: str, campaign_is_long: bool, complaints: "Complaints") -> Iterator[Examiner]:
    """Look pages over, in a test that has a language; none may have a fault."""
    examiner = Examiner(language, ALL if campaign_is_long else CROSSED[language])
    yield examiner
    assert examiner.faults == []


class Complaints:
    """What a browser's console says is wrong, also of what the content policy forbids."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.heard.append(message.text)

    def hear_error(self, error: WebError) -> None:
        self.heard.append(str(error.error))
