"""Pictures of the pages as their readers alter them: `python -m tests.browser.altered FOLDER`.

Zoomed, spaced out, in forced colours, without motion and printed; for a person to look at.
"""

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import demo_bank
from tests.browser.conftest import ARGUMENTS
from tests.browser.examining import spaced
from tests.browser.walks import Visitor, see

AS_IT_IS = {"media": "screen", "color_scheme": "light", "forced_colors": "none"}
WAYS = {  # the width of a window of 1280 pixels at that zoom, and what the browser is asked for
    "zoom-200": (640, {}),
    "zoom-400": (320, {}),
    "spaced-320": (320, {}),
    "spaced-1280": (1280, {}),
    "forced": (1280, {"forced_colors": "active"}),
    "forced-dark": (1280, {"forced_colors": "active", "color_scheme": "dark"}),
    "dark-320": (320, {"color_scheme": "dark"}),
    "print": (794, {"media": "print"}),
}


@dataclass
class Album:
    """Takes a picture of a page in every way, with motion reduced."""

    folder: Path

    def __call__(self, page: Page, heading: str, title: str = "") -> None:
        see(page, heading, title)
        self.take(page, (title or heading).replace(" ", "-").replace(":", ""))

    def take(self, page: Page, name: str) -> None:
        for way, (width, media) in WAYS.items():
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(**{**AS_IT_IS, **media}, reduced_motion="reduce")
            file = self.folder / f"{name}-{way}.png"
            if way.startswith("spaced"):
                with spaced(page):
                    page.screenshot(path=file, full_page=True)
            else:
                page.screenshot(path=file, full_page=True)
        page.emulate_media(**AS_IT_IS)


def main(folder: Path) -> None:
    """Walk with Farid, who has terms and an agreement to read, until the page asks for him."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["HEMBANKEN_IDLE_SECONDS"] = "70"
    with (
        tempfile.TemporaryDirectory() as var,
        demo_bank.serving(Path(var) / "var") as bank,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        album = Album(folder)
        holder = Visitor(browser.new_page(locale="sv-SE"), bank.person("Farid"))
        holder.comes_to(bank)
        kodbox = holder.takes_kodbox()
        farid = Visitor(browser.new_page(locale="sv-SE"), bank.person("Farid"), album)
        farid.comes_to(bank)
        farid.follows("Hjälp")
        farid.arrives("Hjälp")
        farid.comes_to_login()
        farid.types_password()
        farid.types_code("12345678")
        farid.is_refused("Ange behörighetskod")
        farid.fills(code=kodbox.make_code())
        farid.presses("Logga in")
        farid.accepts_terms()
        farid.agrees(farid.person.password)
        farid.comes_home()
        farid.page.get_by_role("alertdialog").wait_for()
        album.take(farid.page, "dialog")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
