"""The commands `kodbox` and `make_kodboxes`."""

import io
import sys
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from kodbox.emulator import shelf
from tests.emulator.conftest import PIN, START_PIN


def kodbox(*arguments: str) -> str:
    out = io.StringIO()
    call_command("kodbox", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("keys", [f"OK {PIN} OK", f"ok{PIN}ok", "O K 4 8 1 7 OK", f"OK12m{PIN}OK"])
def test_press_prints_the_display_on_one_line(serial, keys):
    assert kodbox(serial, "--press", keys) == "84755224\n"


def test_the_display_is_kept_between_commands(serial):
    kodbox(serial, "--press", "OK 48")
    assert kodbox(serial, "--press", "") == "ANGE PIN ••\n"


def test_a_dark_display_is_an_empty_line(serial):
    assert kodbox(serial, "--press", "1") == "\n"


def test_the_start_pin_can_be_shown(serial):
    assert kodbox(serial, "--show-start-pin") == f"{START_PIN}\n"


def test_a_chosen_pin_can_be_shown(serial, new_device):
    assert kodbox(serial, "--show-pin") == f"{PIN}\n"
    shelf.add(replace(new_device, serial="1000000002"))
    assert kodbox("1000000002", "--show-pin") == "\n"


def test_an_unknown_key_is_named_and_nothing_is_pressed(serial):
    with pytest.raises(CommandError, match="No key is called Q"):
        kodbox(serial, "--press", "OK Q")
    assert kodbox(serial, "--press", "") == "\n"


def test_an_unknown_serial_gets_a_list_of_serials(serial):
    with pytest.raises(CommandError, match=serial):
        kodbox("1000000009", "--press", "OK")


def test_an_empty_shelf_gets_a_message():
    with pytest.raises(CommandError, match="no kodboxes yet"):
        kodbox("1000000001")


def test_lines_press_keys_until_q(serial, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n48\n17\nOK\nm\nQ\nOK\n"))
    assert kodbox(serial).splitlines() == [
        "ANGE PIN",
        "ANGE PIN ••",
        "ANGE PIN ••••",
        "84755224",
        "BYT PIN",
    ]


def make(tmp_path, count: str, first: str, name: str = "kodboxes") -> str:
    out = io.StringIO()
    pskc, key = str(tmp_path / f"{name}.pskcxml"), str(tmp_path / f"{name}.key")
    arguments = ("--count", count, "--first", first, "--pskc", pskc, "--key-file", key)
    call_command("make_kodboxes", *arguments, stdout=out)
    return out.getvalue()


def test_make_kodboxes_prints_the_serials(tmp_path):
    assert make(tmp_path, "2", "1000000001").split() == shelf.serials()


@pytest.mark.parametrize(
    ("count", "first", "name", "message"),
    [
        ("0", "1", "other", "at least one"),
        ("1", "1000000001", "other", "exists already: choose"),
        ("1", "1000000009", "kodboxes", "not overwritten"),
    ],
)
def test_make_kodboxes_explains_its_refusal(tmp_path, count, first, name, message):
    make(tmp_path, "1", "1000000001")
    with pytest.raises(CommandError, match=message):
        make(tmp_path, count, first, name)
