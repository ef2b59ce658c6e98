"""Use a device in a terminal: characters show the display, the keyboard gives the keys."""

import os
import select
import termios
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from django.core.management.base import OutputWrapper

from kodbox.emulator import keys, shelf, wording
from kodbox.emulator.device import DIGITS, MENU, OK
from kodbox.emulator.display import Display

WIDTH = 16
REFRESH_SECONDS = 1
QUIT = ("q", "Q", "\x03", "\x04", "")
KEYBOARD = {digit: digit for digit in DIGITS} | {"\r": OK, "\n": OK, "m": MENU, "M": MENU}
CLEAR = "\x1b[2J\x1b[H"


def use(serial: str, stdin: TextIO, stdout: OutputWrapper) -> None:
    """Press the keys that a person types until q: single keys in a terminal, otherwise lines."""
    shelf.look(serial, time.time())
    if stdin.isatty():
        _use_keyboard(serial, stdin, stdout)
    else:
        _use_lines(serial, stdin, stdout)


def _use_keyboard(serial: str, stdin: TextIO, stdout: OutputWrapper) -> None:
    with _raw(stdin):
        shown = ""
        for typed in _typed(stdin.fileno()):
            text = render(serial, _display_after(serial, typed))
            if text != shown:
                stdout.write(CLEAR + text.replace("\n", "\r\n"))
            shown = text


@contextmanager
def _raw(stdin: TextIO) -> Iterator[None]:
    before = termios.tcgetattr(stdin)
    try:
        tty.setraw(stdin)
        yield
    finally:
        termios.tcsetattr(stdin, termios.TCSADRAIN, before)


def _typed(keyboard: int) -> Iterator[str]:
    """Yield each typed character, and a space for each refresh: the display goes dark by itself."""
    typed = " "
    while typed not in QUIT:
        yield typed
        ready, _, _ = select.select([keyboard], [], [], REFRESH_SECONDS)
        typed = os.read(keyboard, 1).decode("latin-1") if ready else " "


def _display_after(serial: str, typed: str) -> Display:
    if typed in KEYBOARD:
        return shelf.press(serial, [KEYBOARD[typed]], time.time())
    return shelf.look(serial, time.time())


def _use_lines(serial: str, stdin: TextIO, stdout: OutputWrapper) -> None:
    """Press the keys of each line, OK for an empty line, and print the display."""
    for line in stdin:
        if line.strip().lower() == "q":
            break
        display = shelf.press(serial, keys.parse(line) or [OK], time.time())
        stdout.write(str(display))


def render(serial: str, display: Display) -> str:
    lines = [
        f"┌{'─' * (WIDTH + 2)}┐",
        f"│ {display.text:^{WIDTH}} │",
        f"│ {wording.grouped(display):^{WIDTH}} │",
        f"└{'─' * (WIDTH + 2)}┘",
        f"  Kodbox {serial}",
        "",
        f"  {wording.next_step(display)} {wording.correction(display)}".rstrip(),
        "  0-9   Enter = OK   m = MENU   q = avsluta",
    ]
    return "\n".join(lines) + "\n"
