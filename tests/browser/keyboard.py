"""A visitor who uses the keyboard only, and sees the focus at every step."""

from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from tests.browser.walks import Visitor

MAX_STOPS = 80
HAS_FOCUS = "element => element === document.activeElement"
UNSEEN = """() => {
  const here = document.activeElement;
  const style = getComputedStyle(here);
  const box = here.getClientRects()[0];
  const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "has no outline";
  if (!there) return "is outside the window";
  if (!here.contains(there)) return `is covered by ${there.outerHTML.slice(0, 80)}`;
  return "";
}"""
FOCUSED = "() => document.activeElement === document.body ? '' : document.activeElement.outerHTML"
TO_THE_TOP = """() => {
  document.body.tabIndex = -1;
  document.body.focus({ preventScroll: true });
  document.body.removeAttribute("tabindex");
}"""
STOPS = """() => [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")]
  .filter((each) => each.checkVisibility() && !each.matches("[type=radio]:not(:checked)"))
  .map((each) => each.outerHTML)"""


@dataclass
class Typist(Visitor):
    """A visitor who uses Tab, Enter, Space and the letters."""

    def arrives(self, heading: str, title: str = "") -> None:
        """Arrive, and reach every tab stop in the page's order and in reverse."""
        super().arrives(heading, title)
        self.page.wait_for_load_state()  # Scripts add tab stops.
        self.page.emulate_media(reduced_motion="reduce")
        stops = self.page.evaluate(STOPS)
        assert self.tabs_through() == stops
        assert [self.tabs("Shift+Tab") for _ in stops] == stops[::-1]

    def tabs_to(self, target: Locator) -> None:
        """Press Tab until the target has the focus; every tab stop must be visible."""
        expect(target).to_have_count(1)
        for _ in range(MAX_STOPS):
            if target.evaluate(HAS_FOCUS):
                return
            self.tabs()
        raise AssertionError(f"{target} is not reached")

    def tabs(self, key: str = "Tab") -> str:
        """Go to the next tab stop, and return its HTML, or nothing at the end of the page."""
        self.page.keyboard.press(key)
        focused = self.page.evaluate(FOCUSED)
        unseen = self.page.evaluate(UNSEEN) if focused else ""
        assert not unseen, f"{focused} {unseen}"
        return focused

    def tabs_through(self) -> list[str]:
        """Return the HTML of every tab stop of the page."""
        self.page.evaluate(TO_THE_TOP)
        stops = []
        while focused := self.tabs():
            stops.append(focused)
            assert len(stops) < MAX_STOPS, "The focus is trapped."
        return stops

    def presses(self, name: str) -> None:
        self.tabs_to(self.page.get_by_role("button", name=name, exact=True))
        self.page.keyboard.press("Enter")

    def follows(self, name: str) -> None:
        self.tabs_to(self.page.get_by_role("link", name=name).first)
        self.page.keyboard.press("Enter")

    def fills(self, **fields: str) -> None:
        for name, text in fields.items():
            self.tabs_to(self.field(name))
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(text)

    def checks(self, label: str) -> None:
        self.tabs_to(self.page.get_by_role("checkbox", name=label))
        self.page.keyboard.press("Space")
