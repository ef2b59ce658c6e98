"""The README's pictures, taken of the demonstration: `python -m tests.browser.pictures`."""

import base64
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, DESKTOP
from tests.browser.test_staff import find_customer, log_in
from tests.browser.walks import Visitor
from tests.server import demonstration
from tests.server.demonstration import Demonstration

FOLDER = Path(__file__).parents[1] / "pictures"
PHONE = (360, 1000)  # long enough for the kodbox
TABLET = (860, 740)
SHEET = (1600, 1000)
BACKGROUND = """<body style="margin: 0"><div id="pictures" style="display: inline-flex; gap: 28px;
  padding: 28px; background: #dfe9e6">{}</div>"""
PICTURE = """<img src="data:image/png;base64,{}" style="border-radius: 16px">"""

Size = tuple[int, int]


def open_bank(
    browser: Browser, bank: Demonstration, first_name: str, size: tuple[int, int]
) -> Visitor:
    page = browser.new_page(locale="sv-SE", viewport=viewport(size))
    visitor = Visitor(page, bank.person(first_name))
    visitor.opens(bank)
    return visitor


def viewport(size: Size) -> dict[str, int]:
    return dict(zip(("width", "height"), size, strict=True))


def take(page: Page) -> bytes:
    """Return a screenshot of a page without the demonstration's ribbon."""
    page.evaluate("document.querySelector('.ribbon')?.remove()")
    return page.screenshot()


def login_pages(browser: Browser, bank: Demonstration) -> list[bytes]:
    """Return pictures of a login on a phone; the last page is in dark colours."""
    astrid = open_bank(browser, bank, "Astrid", PHONE)
    kodbox = astrid.takes_kodbox()
    login = take(astrid.page)
    astrid.logs_in(kodbox)
    astrid.logs_out()
    astrid.starts_again()
    astrid.types_password()
    code = kodbox.make_code()
    astrid.arrives("Ange behörighetskod")
    astrid.field("code").press_sequentially(code)
    typed = take(astrid.page)
    astrid.presses("Logga in")
    astrid.arrives_home()
    astrid.page.emulate_media(color_scheme="dark")
    return [login, typed, take(astrid.page)]


def help_topic(browser: Browser, bank: Demonstration) -> bytes:
    bo = open_bank(browser, bank, "Bo", TABLET)
    bo.page.emulate_media(reduced_motion="reduce")
    bo.page.goto(f"{bank.url}/hjalp/#anvanda-kodboxen-forsta-gangen")
    return take(bo.page)


def staff_page(browser: Browser, bank: Demonstration) -> bytes:
    karin = open_bank(browser, bank, "Karin", DESKTOP)
    page = log_in(karin, bank)
    find_customer(page, bank.person("Astrid"))
    return take(page)


def keep(browser: Browser, name: str, *pictures: bytes) -> None:
    """Put pictures side by side, and save them as one."""
    page = browser.new_page(viewport=viewport(SHEET))
    page.set_content(
        BACKGROUND.format(
            "".join(PICTURE.format(base64.b64encode(each).decode()) for each in pictures)
        )
    )
    page.locator("#pictures").screenshot(path=FOLDER / f"{name}.png")


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        demonstration.serving(Path(folder) / "var") as bank,
        sync_playwright() as playwright,
    ):
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        keep(browser, "login", *login_pages(browser, bank))
        keep(browser, "help", help_topic(browser, bank))
        keep(browser, "staff", staff_page(browser, bank))
        browser.close()


if __name__ == "__main__":
    main()
