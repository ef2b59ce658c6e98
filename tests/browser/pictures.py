"""The README's pictures, taken of the demonstration: `python -m tests.browser.pictures`."""

import base64
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import demo_bank
from tests.browser.conftest import ARGUMENTS, DESKTOP
from tests.browser.demo_bank import Bank
from tests.browser.test_staff import comes_in, finds_customer
from tests.browser.walks import Visitor

FOLDER = Path(__file__).parents[1] / "pictures"
PHONE = (360, 1000)  # long enough for the drawn kodbox
TABLET = (860, 740)
SHEET = (1600, 1000)
TABLE = """<body style="margin: 0"><div id="table" style="display: inline-flex; gap: 28px;
  padding: 28px; background: #dfe9e6">{}</div>"""
CARD = """<img src="data:image/png;base64,{}" style="border-radius: 16px">"""


def visitor(browser: Browser, bank: Bank, first_name: str, size: tuple[int, int]) -> Visitor:
    page = browser.new_page(locale="sv-SE", viewport=viewport(size))
    coming = Visitor(page, bank.person(first_name))
    coming.comes_to(bank)
    return coming


def viewport(size: tuple[int, int]) -> dict[str, int]:
    return dict(zip(("width", "height"), size, strict=True))


def take(page: Page) -> bytes:
    """Take what is seen of a page, without the demonstration's ribbon."""
    page.evaluate("document.querySelector('.ribbon')?.remove()")
    return page.screenshot()


def way_in(browser: Browser, bank: Bank) -> list[bytes]:
    """Log in on a phone: what that looks like, from the password to being home in the dark."""
    astrid = visitor(browser, bank, "Astrid", PHONE)
    kodbox = astrid.takes_kodbox()
    login = take(astrid.page)
    astrid.logs_in(kodbox)
    astrid.logs_out()
    astrid.comes_to_login()
    astrid.types_password()
    code = kodbox.make_code()
    astrid.arrives("Ange behörighetskod")
    astrid.field("code").press_sequentially(code)
    typed = take(astrid.page)
    astrid.presses("Logga in")
    astrid.comes_home()
    astrid.page.emulate_media(color_scheme="dark")
    return [login, typed, take(astrid.page)]


def help_topic(browser: Browser, bank: Bank) -> bytes:
    bo = visitor(browser, bank, "Bo", TABLET)
    bo.page.emulate_media(reduced_motion="reduce")
    bo.page.goto(f"{bank.url}/hjalp/#anvanda-kodboxen-forsta-gangen")
    return take(bo.page)


def staff_page(browser: Browser, bank: Bank) -> bytes:
    karin = visitor(browser, bank, "Karin", DESKTOP)
    page = comes_in(karin, bank)
    finds_customer(page, bank.person("Astrid"))
    return take(page)


def keep(browser: Browser, name: str, *pictures: bytes) -> None:
    """Lay pictures side by side on a table, and keep that as one."""
    page = browser.new_page(viewport=viewport(SHEET))
    page.set_content(
        TABLE.format("".join(CARD.format(base64.b64encode(each).decode()) for each in pictures))
    )
    page.locator("#table").screenshot(path=FOLDER / f"{name}.png")


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        demo_bank.serving(Path(folder) / "var") as bank,
        sync_playwright() as playwright,
    ):
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        keep(browser, "login", *way_in(browser, bank))
        keep(browser, "help", help_topic(browser, bank))
        keep(browser, "staff", staff_page(browser, bank))
        browser.close()


if __name__ == "__main__":
    main()
