"""A device in a terminal."""

import os
import pty
import time

import pytest

from kodbox.emulator import shelf, terminal
from kodbox.emulator.display import Display, Screen
from tests.emulator.conftest import PIN


class Person(list[str]):
    """Types these keys when the first display appears, and lists every display."""

    def __init__(self, hand: int, keys: bytes) -> None:
        self.hand, self.keys = hand, keys

    def write(self, text: str) -> None:
        self.append(text)
        os.write(self.hand, self.keys)
        self.keys = b""


class WaitingPerson(Person):
    """Waits for half a minute after the first display, and types when the second one appears."""

    def write(self, text: str) -> None:
        if self:
            super().write(text)
        else:
            self.append(text)
            self.pass_time(30)


@pytest.fixture
def keyboard():
    """A pseudo-terminal: bytes written to the first end are typed on the second."""
    hand, keys = pty.openpty()
    with os.fdopen(keys, "r") as stdin:
        yield hand, stdin
    os.close(hand)


def test_the_serial_is_below_the_display():
    text = terminal.render("1000000001", Display(Screen.CODE, "", "84755224"))
    assert "8475 5224" in text
    assert "1000000001" in text
    assert len({len(line) for line in text.splitlines()[:4]}) == 1


def test_keys_typed_together_are_all_pressed(serial, keyboard):
    hand, stdin = keyboard
    person = Person(hand, f"\r{PIN}\rq".encode())
    terminal.use(serial, stdin, person)
    assert "8475 5224" in person[-1]


@pytest.mark.parametrize("quit_key", [b"q", b"Q", b"\x03", b"\x04"])
def test_a_key_quits(serial, keyboard, quit_key):
    hand, stdin = keyboard
    person = Person(hand, b"\xc3\xa5 x" + quit_key)
    terminal.use(serial, stdin, person)
    assert len(person) == 1


def test_the_display_goes_dark_by_itself(serial, keyboard, monkeypatch, pass_time):
    hand, stdin = keyboard
    monkeypatch.setattr(terminal, "REFRESH_SECONDS", 0.01)
    shelf.press(serial, ["OK"], time.time())
    person = WaitingPerson(hand, b"q")
    person.pass_time = pass_time
    terminal.use(serial, stdin, person)
    assert ["ANGE PIN" in text for text in person] == [True, False]
