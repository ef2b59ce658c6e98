"""The device as a state machine: each key leads from one screen to another.

It uses no files and no clock: the caller passes the time.
"""

from base64 import b32encode
from dataclasses import dataclass, field

import pyotp

from kodbox.emulator.display import AFTER_NOTICE, AFTER_OK, TEXTS, Display, Screen

DIGITS = tuple("0123456789")
OK = "OK"
MENU = "MENU"
KEYS = (*DIGITS, OK, MENU)

DISPLAY_SECONDS = 30
DONE_SECONDS = 3
PIN_LENGTH = 4
MAX_WRONG_PINS = 5
CODE_LENGTH = 8


def is_too_easy(pin: str) -> bool:
    """Return whether the digits are all equal, or consecutive up or down."""
    steps = {int(later) - int(earlier) for earlier, later in zip(pin, pin[1:], strict=False)}
    return steps in ({0}, {1}, {-1})


@dataclass
class Device:
    """One device. `counter` is the moving factor of the next code (RFC 4226).

    The fourth digit of the Start-PIN enters it, right or wrong, so that MENU cannot take back a
    guess; an OK straight after it does nothing. Where the instructions say nothing: MENU deletes
    the typed digits; OK before the fourth digit does nothing; OK turns off the display after a
    code or `SPÄRRAD`, and begins again after `OK`; if the display goes dark while a PIN is being
    chosen, the PIN does not change.
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
    entered_by_digit: bool = False
    dark_at: float = 0

    def press(self, key: str, now: float) -> None:
        """Press a key. Any other value does nothing."""
        if key not in KEYS:
            return
        if not self._seconds_left(now):
            self._show(Screen.DARK)
        if self.screen is not Screen.DARK:
            self._press_lit(key)
        elif key == OK:
            self._show(Screen.LOCKED if self.locked else Screen.ENTER_PIN)
        self.dark_at = now + (DONE_SECONDS if self.screen is Screen.DONE else DISPLAY_SECONDS)

    def display(self, now: float) -> Display:
        """Return what the display shows, without changing the device."""
        seconds_left = self._seconds_left(now)
        if self.screen is Screen.DARK or not seconds_left:
            return Display(Screen.DARK)
        digits = self._code() if self.screen is Screen.CODE else "•" * len(self.typed)
        tries_left = MAX_WRONG_PINS - self.wrong_pins
        text = TEXTS.get(self.screen, "")
        return Display(self.screen, text, digits, seconds_left, tries_left, self.pin is None)

    def _seconds_left(self, now: float) -> float:
        """Return how long the display stays lit: 0 also if the clock was set back."""
        seconds = self.dark_at - now
        return seconds if 0 < seconds <= DISPLAY_SECONDS else 0

    def _press_lit(self, key: str) -> None:
        entered_by_digit, self.entered_by_digit = self.entered_by_digit, False
        if key == OK:
            if not entered_by_digit:
                self._press_ok()
        elif key == MENU:
            self._press_menu()
        else:
            self._type(key)

    def _press_ok(self) -> None:
        if self.screen in AFTER_OK:
            self._show(AFTER_OK[self.screen])
        elif len(self.typed) == PIN_LENGTH:
            self._enter_pin()

    def _press_menu(self) -> None:
        self.typed = ""
        if self.screen is Screen.CODE:
            self._show(Screen.CHANGE_PIN)

    def _type(self, digit: str) -> None:
        if self.screen in AFTER_NOTICE:
            self._show(AFTER_NOTICE[self.screen])
        if self.screen in (Screen.ENTER_PIN, Screen.NEW_PIN, Screen.VERIFY):
            self.typed = (self.typed + digit)[:PIN_LENGTH]
        is_start_pin = self.screen is Screen.ENTER_PIN and self.pin is None
        if is_start_pin and len(self.typed) == PIN_LENGTH:
            self._enter_pin()
            self.entered_by_digit = True

    def _enter_pin(self) -> None:
        if self.screen is Screen.NEW_PIN:
            self._choose(self.typed)
        elif self.screen is Screen.VERIFY:
            self._confirm(self.typed)
        elif self.typed == (self.pin or self.start_pin):
            self._unlock()
        else:
            self._refuse()

    def _unlock(self) -> None:
        """Ask for a new PIN the first time; afterwards show a code."""
        self.wrong_pins = 0
        if self.pin is None:
            self._show(Screen.NEW_PIN)
        else:
            self.counter += 1
            self._show(Screen.CODE)

    def _refuse(self) -> None:
        self.wrong_pins += 1
        self.locked = self.wrong_pins >= MAX_WRONG_PINS
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
        self.entered_by_digit = False

    def _code(self) -> str:
        """Return the code of the previous counter, which is the one on the display."""
        hotp = pyotp.HOTP(b32encode(self.secret).decode(), digits=CODE_LENGTH)
        return hotp.at(self.counter - 1)
