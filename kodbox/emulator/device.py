"""The kodbox as a state machine: which key leads from which display to which.

It knows neither files nor clocks: whoever presses a key says what time it is.
"""

from base64 import b32encode
from dataclasses import dataclass, field

import pyotp

from kodbox.emulator.display import AFTER_NOTICE, AFTER_OK, TEXTS, Display, Screen

DIGITS = tuple("0123456789")
OK = "OK"
MENU = "MENU"
KEYS = (*DIGITS, OK, MENU)

LIT_SECONDS = 30
PIN_LENGTH = 4
WRONG_PINS_ALLOWED = 5
CODE_LENGTH = 8


def is_too_easy(pin: str) -> bool:
    """Say whether the digits are all equal, or follow one another up or down."""
    steps = {int(later) - int(earlier) for earlier, later in zip(pin, pin[1:], strict=False)}
    return steps in ({0}, {1}, {-1})


@dataclass
class Device:
    """One kodbox. `counter` is the moving factor of the next code (RFC 4226), never of the last.

    What the keys do where the instructions are silent: MENU wipes the digits typed so far; OK
    before the fourth digit waits for the rest; OK puts out a code, `OK` and `SPÄRRAD`; a display
    that goes dark in the middle of choosing a PIN leaves the PIN as it was.
    """

    serial: str
    secret: bytes = field(repr=False)
    start_pin: str = field(repr=False)
    counter: int = 0
    pin: str | None = field(default=None, repr=False)
    wrong_pins: int = 0
    locked: bool = False
    screen: Screen = Screen.DARK
    typed: str = field(default="", repr=False)
    chosen_pin: str = field(default="", repr=False)
    dark_at: float = 0

    def press(self, key: str, now: float) -> None:
        """Move on as the key says; anything that is no key is as if nothing had happened."""
        if key not in KEYS:
            return
        if not self._seconds_left(now):
            self._show(Screen.DARK)
        if self.screen is not Screen.DARK:
            self._press_lit(key)
        elif key == OK:
            self._show(Screen.LOCKED if self.locked else Screen.ENTER_PIN)
        self.dark_at = now + LIT_SECONDS

    def display(self, now: float) -> Display:
        """Return what stands on the glass; looking changes nothing."""
        seconds_left = self._seconds_left(now)
        if self.screen is Screen.DARK or not seconds_left:
            return Display(Screen.DARK)
        digits = self._code() if self.screen is Screen.CODE else "•" * len(self.typed)
        tries_left = WRONG_PINS_ALLOWED - self.wrong_pins
        return Display(self.screen, TEXTS.get(self.screen, ""), digits, seconds_left, tries_left)

    def _seconds_left(self, now: float) -> float:
        """Return how long it stays lit: nothing, too, for a clock that has been turned back."""
        left = self.dark_at - now
        return left if 0 < left <= LIT_SECONDS else 0

    def _press_lit(self, key: str) -> None:
        if key == OK:
            self._press_ok()
        elif key == MENU:
            self._press_menu()
        else:
            self._type(key)

    def _press_ok(self) -> None:
        if self.screen in AFTER_OK:
            self._show(AFTER_OK[self.screen])
        elif len(self.typed) == PIN_LENGTH:
            self._take_pin()

    def _press_menu(self) -> None:
        self.typed = ""
        if self.screen is Screen.CODE:
            self._show(Screen.CHANGE_PIN)

    def _type(self, digit: str) -> None:
        if self.screen in AFTER_NOTICE:
            self._show(AFTER_NOTICE[self.screen])
        if self.screen in (Screen.ENTER_PIN, Screen.NEW_PIN, Screen.VERIFY):
            self.typed = (self.typed + digit)[:PIN_LENGTH]

    def _take_pin(self) -> None:
        if self.screen is Screen.NEW_PIN:
            self._choose(self.typed)
        elif self.screen is Screen.VERIFY:
            self._confirm(self.typed)
        elif self.typed == (self.pin or self.start_pin):
            self._open()
        else:
            self._refuse()

    def _open(self) -> None:
        """Lead to a PIN of the holder's own the first time, to a code ever after."""
        self.wrong_pins = 0
        if self.pin is None:
            self._show(Screen.NEW_PIN)
        else:
            self.counter += 1
            self._show(Screen.CODE)

    def _refuse(self) -> None:
        self.wrong_pins += 1
        self.locked = self.wrong_pins >= WRONG_PINS_ALLOWED
        self._show(Screen.LOCKED if self.locked else Screen.WRONG_PIN)

    def _choose(self, pin: str) -> None:
        self._show(Screen.TOO_EASY if is_too_easy(pin) else Screen.VERIFY)
        self.chosen_pin = pin

    def _confirm(self, pin: str) -> None:
        if pin == self.chosen_pin:
            self.pin = pin
            self._show(Screen.DONE)
        else:
            self._show(Screen.DIFFERENT)

    def _show(self, screen: Screen) -> None:
        self.screen = screen
        self.typed = ""
        self.chosen_pin = ""

    def _code(self) -> str:
        """Return the code of the counter just used up."""
        hotp = pyotp.HOTP(b32encode(self.secret).decode(), digits=CODE_LENGTH)
        return hotp.at(self.counter - 1)
