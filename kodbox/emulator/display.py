"""The kodbox's display: what can stand on the glass, and what it is for."""

from dataclasses import dataclass
from enum import StrEnum


class Screen(StrEnum):
    """What the display is for at the moment; three of them ask for a new PIN, each for a reason."""

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
# A notice gives way to the question that it answers, at the next digit as at OK.
AFTER_NOTICE = {
    Screen.WRONG_PIN: Screen.ENTER_PIN,
    Screen.TOO_EASY: Screen.NEW_PIN,
    Screen.DIFFERENT: Screen.NEW_PIN,
}
AFTER_OK = {
    **AFTER_NOTICE,
    Screen.CHANGE_PIN: Screen.NEW_PIN,
    Screen.DONE: Screen.DARK,
    Screen.CODE: Screen.DARK,
    Screen.LOCKED: Screen.DARK,
}


@dataclass(frozen=True)
class Display:
    """What a person sees: a word, below it a code or one star for each digit typed."""

    screen: Screen
    text: str = ""
    digits: str = ""
    seconds_left: float = 0
    tries_left: int = 0

    def __str__(self) -> str:
        return f"{self.text} {self.digits}".strip()
