"""The display of a device: its screens, their text, and the keys that leave them."""

from dataclasses import dataclass
from enum import StrEnum


class Screen(StrEnum):
    """What the display shows. Three screens ask for a new PIN, for different reasons."""

    DARK = "dark"
    ENTER_PIN = "enter-pin"
    WRONG_PIN = "wrong-pin"
    NEW_PIN = "new-pin"
    TOO_EASY = "too-easy"
    DIFFERENT = "different"
    VERIFY = "verify"
    DONE = "done"
    CODE = "code"
    CHANGE_PIN = "change-pin"
    LOCKED = "locked"


TEXTS = {
    Screen.ENTER_PIN: "ANGE PIN",
    Screen.WRONG_PIN: "FEL PIN",
    Screen.NEW_PIN: "NY PIN",
    Screen.TOO_EASY: "NY PIN",
    Screen.DIFFERENT: "NY PIN",
    Screen.VERIFY: "VERIFIERA",
    Screen.DONE: "OK",
    Screen.CHANGE_PIN: "BYT PIN",
    Screen.LOCKED: "SPÄRRAD",
}
# OK or a digit leads from a notice to the question that it is about.
AFTER_NOTICE = {
    Screen.WRONG_PIN: Screen.ENTER_PIN,
    Screen.TOO_EASY: Screen.NEW_PIN,
    Screen.DIFFERENT: Screen.NEW_PIN,
}
AFTER_OK = {
    **AFTER_NOTICE,
    Screen.CHANGE_PIN: Screen.NEW_PIN,
    Screen.DONE: Screen.ENTER_PIN,
    Screen.CODE: Screen.DARK,
    Screen.LOCKED: Screen.DARK,
}


@dataclass(frozen=True)
class Display:
    """A text, and below it a code or one dot for each typed digit."""

    screen: Screen
    text: str = ""
    digits: str = ""
    seconds_left: float = 0
    tries_left: int = 0
    is_new: bool = False

    def __str__(self) -> str:
        return f"{self.text} {self.digits}".strip()
