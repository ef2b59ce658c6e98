"""A person who uses the keyboard only, and sees where they are at every press."""

from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from tests.browser.walks import Visitor

MOST_STOPS = 60
IS_HERE = "element => element === document.activeElement"
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
HERE = "() => document.activeElement === document.body ? '' : document.activeElement.outerHTML"
STOPS = """() => [...document.querySelectorAll("a[href], button, input, [tabindex='0']")]
  .filter((each) => each.checkVisibility() && !each.matches("[type=radio]:not(:checked)"))
  .map((each) => each.outerHTML)"""


@dataclass
class Typist(Visitor):
    """Walks every road with Tab, Enter, Space and the letters."""

    def arrives(self, heading: str, title: str = "") -> None:
        """Look around: every stop is reached, in the page's order and back again."""
        super().arrives(heading, title)
        self.page.emulate_media(reduced_motion="reduce")
        stops = self.page.evaluate(STOPS)
        assert self.goes_round() == stops
        assert [self.tabs("Shift+Tab") for _ in stops] == stops[::-1]

    def tabs_to(self, wished: Locator) -> None:
        """Go forward, or round by the page's beginning, and see the focus at each stop."""
        expect(wished).to_have_count(1)
        for _ in range(MOST_STOPS):
            if wished.evaluate(IS_HERE):
                return
            self.tabs()
        raise AssertionError(f"No way to {wished}")

    def tabs(self, key: str = "Tab") -> str:
        """Go to the next stop and return it; the page's end is none."""
        self.page.keyboard.press(key)
        here = self.page.evaluate(HERE)
        unseen = self.page.evaluate(UNSEEN) if here else ""
        assert not unseen, f"{here} {unseen}"
        return here

    def goes_round(self) -> list[str]:
        """Go from the page's beginning through every stop until its end."""
        self.page.evaluate("document.activeElement.blur()")
        stops = []
        while here := self.tabs():
            stops.append(here)
            assert len(stops) < MOST_STOPS, "No way out"
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
