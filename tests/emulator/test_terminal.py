import os
import time
from collections.abc import Callable

import pytest

from kodbox.emulator import shelf, terminal
from kodbox.emulator.display import Display, Screen
from tests.emulator.conftest import PIN

pty = pytest.importorskip("pty", reason="Windows is read line by line")


class Person(list[str]):
    """Types these keys on seeing the first drawing, and keeps every drawing."""

    def __init__(self, hand: int, keys: bytes) -> None:
        self.hand, self.keys = hand, keys

    def write(self, drawing: str) -> None:
        self.append(drawing)
        os.write(self.hand, self.keys)
        self.keys = b""


class Waiting(Person):
    """Sees the first drawing, lets half a minute pass, and types on seeing the second."""

    def __init__(self, hand: int, keys: bytes, pass_time: Callable[[float], None]) -> None:
        super().__init__(hand, keys)
        self.pass_time = pass_time

    def write(self, drawing: str) -> None:
        if self:
            super().write(drawing)
        else:
            self.append(drawing)
            self.pass_time(30)


@pytest.fixture
def keyboard():
    """A pseudo-terminal: what is written to the first end is typed on the second."""
    hand, keys = pty.openpty()
    with os.fdopen(keys, "r") as stdin:
        yield hand, stdin
    os.close(hand)


def test_the_drawing_shows_the_display_and_the_serial():
    drawing = terminal.draw("1000000001", Display(Screen.CODE, "", "84755224"))
    assert "8475 5224" in drawing
    assert "1000000001" in drawing
    assert len({len(line) for line in drawing.splitlines()[:4]}) == 1


def test_keys_typed_at_once_are_all_pressed(serial, keyboard):
    hand, stdin = keyboard
    person = Person(hand, f"\r{PIN}\rq".encode())
    terminal.use(serial, stdin, person)
    assert "8475 5224" in person[-1]


@pytest.mark.parametrize("quit_key", [b"q", b"Q", b"\x03", b"\x04"])
def test_the_kodbox_is_put_down(serial, keyboard, quit_key):
    hand, stdin = keyboard
    person = Person(hand, b"\xc3\xa5 x" + quit_key)
    terminal.use(serial, stdin, person)
    assert len(person) == 1


def test_the_display_goes_dark_by_itself(serial, keyboard, monkeypatch, pass_time):
    hand, stdin = keyboard
    monkeypatch.setattr(terminal, "REDRAW_SECONDS", 0.01)
    shelf.press(serial, ["OK"], time.time())
    person = Waiting(hand, b"q", pass_time)
    terminal.use(serial, stdin, person)
    assert ["ANGE PIN" in drawing for drawing in person] == [True, False]
