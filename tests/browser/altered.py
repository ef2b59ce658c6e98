"""Take pictures of the pages as readers alter them: `python -m tests.browser.altered FOLDER`.

Zoomed, with increased text spacing, in forced colours, without motion and printed; a person looks
at them.
"""

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ARGUMENTS
from tests.browser.examining import spaced
from tests.browser.walks import Visitor, see
from tests.server import demonstration

UNCHANGED = {"media": "screen", "color_scheme": "light", "forced_colors": "none"}
VARIANTS = {  # the width of a window of 1280 pixels at that zoom, and the media features
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
    """Takes a picture of a page in every variant, with reduced motion."""

    folder: Path

    def __call__(self, page: Page, heading: str, title: str = "") -> None:
        see(page, heading, title)
        self.take(page, (title or heading).replace(" ", "-").replace(":", ""))

    def take(self, page: Page, name: str) -> None:
        for variant, (width, media) in VARIANTS.items():
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(**{**UNCHANGED, **media}, reduced_motion="reduce")
            file = self.folder / f"{name}-{variant}.png"
            if variant.startswith("spaced"):
                with spaced(page):
                    page.screenshot(path=file, full_page=True)
            else:
                page.screenshot(path=file, full_page=True)
        page.emulate_media(**UNCHANGED)


def main(folder: Path) -> None:
    """Log Farid in, who has terms and an agreement to accept, until the idle dialog opens."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as var,
        demonstration.serving(Path(var) / "var", HEMBANKEN_IDLE_SECONDS="70") as bank,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        album = Album(folder)
        holder = Visitor(browser.new_page(locale="sv-SE"), bank.person("Farid"))
        holder.opens(bank)
        kodbox = holder.takes_kodbox()
        farid = Visitor(browser.new_page(locale="sv-SE"), bank.person("Farid"), album)
        farid.opens(bank)
        farid.goes_to("Hjälp")
        farid.starts_again()
        farid.types_password()
        farid.types_code("12345678")
        farid.is_refused("Ange behörighetskod")
        farid.fills(code=kodbox.make_code())
        farid.presses("Logga in")
        farid.accepts_terms()
        farid.agrees(farid.person.password)
        farid.arrives_home()
        farid.page.get_by_role("alertdialog").wait_for()
        album.take(farid.page, "dialog")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
