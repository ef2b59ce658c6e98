"""The keys and screens of a device (C12)."""

import pytest

from kodbox.emulator.device import Device, is_too_easy
from kodbox.emulator.display import Screen
from kodbox.emulator.keys import parse
from tests.emulator.conftest import PIN, START_PIN

NOW = 1_000_000.0
NEW_PIN = f"OK {START_PIN} OK"
RFC_4226_CODES = [
    *("84755224", "94287082", "37359152", "26969429", "40338314"),
    *("68254676", "18287922", "82162583", "73399871", "45520489"),
]


def shown(device: Device, keys: str, now: float = NOW) -> str:
    """Return what the display shows after these keys."""
    for key in parse(keys):
        device.press(key, now)
    return str(device.display(now))


@pytest.mark.parametrize(
    ("keys", "display"),
    [
        ("", ""),
        *((key, "") for key in [*"0123456789", "MENU"]),
        ("OK", "ANGE PIN"),
        ("OK 48", "ANGE PIN ••"),
        ("OK 481 OK", "ANGE PIN •••"),
        *((f"OK {typed} MENU", "ANGE PIN") for typed in ["", "48", PIN]),
        (f"OK {PIN} OK", "84755224"),
        (f"OK {PIN} 999 OK", "84755224"),
        (f"OK {PIN} OK 12", "84755224"),
        (f"OK {PIN} OK OK", ""),
        (f"OK {PIN} OK MENU", "BYT PIN"),
        (f"OK {PIN} OK MENU OK", "NY PIN"),
        (f"OK {PIN} OK MENU OK 2580 OK 2580 OK", "OK"),
        (f"OK {PIN} OK MENU OK 2580 OK 2580 OK OK OK 2580 OK", "94287082"),
        (f"OK {START_PIN} OK", "FEL PIN"),
        ("OK 1111 OK OK", "ANGE PIN"),
        ("OK 1111 OK 4", "ANGE PIN •"),
        ("OK" + "1111 OK" * 4 + f"{PIN} OK", "84755224"),
        ("OK" + "1111 OK" * 4 + f"{PIN} OK OK OK" + "1111 OK" * 4, "FEL PIN"),
        ("OK" + "1111 OK" * 5, "SPÄRRAD"),
    ],
)
def test_a_device_with_a_pin(device, keys, display):
    assert shown(device, keys) == display


@pytest.mark.parametrize(
    ("keys", "display"),
    [
        (NEW_PIN, "NY PIN"),
        (f"{NEW_PIN} {PIN} OK", "VERIFIERA"),
        (f"{NEW_PIN} {PIN} OK {PIN} OK", "OK"),
        (f"{NEW_PIN} {PIN} OK {PIN} OK OK", "ANGE PIN"),
        (f"OK {START_PIN}", "NY PIN"),
        (f"OK {START_PIN} MENU", "NY PIN"),
        (f"OK {START_PIN} {PIN} OK {PIN} OK", "OK"),
        ("OK 137 MENU", "ANGE PIN"),
        (f"OK 137 MENU {START_PIN}", "NY PIN"),
        ("OK 1111", "FEL PIN"),
        ("OK 1111 MENU", "FEL PIN"),
        ("OK 1111 OK", "FEL PIN"),
        ("OK 1111 OK OK", "ANGE PIN"),
        (f"OK 1111 {START_PIN}", "NY PIN"),
        (f"OK 1111 OK {START_PIN} OK", "NY PIN"),
        ("OK" + "1111" * 5, "SPÄRRAD"),
        ("OK" + "1111" * 5 + "OK OK", ""),
        ("OK" + "1111 OK" * 5, "SPÄRRAD"),
        ("OK" + "1111 OK" * 5 + NEW_PIN, "SPÄRRAD"),
    ],
)
def test_a_device_with_its_start_pin(new_device, keys, display):
    assert shown(new_device, keys) == display


def test_a_pin_that_was_confirmed_is_set(new_device):
    shown(new_device, f"{NEW_PIN} {PIN} OK {PIN} OK")
    assert new_device.pin == PIN


@pytest.mark.parametrize(("keys", "tries"), [("1111 MENU", 1), ("1111 OK", 1), ("1111 2222", 2)])
def test_every_whole_start_pin_counts_as_a_try(new_device, keys, tries):
    """MENU cannot take back a guess that the fourth digit has answered."""
    shown(new_device, f"OK {keys}")
    assert new_device.wrong_pins == tries


def test_a_pin_of_ones_own_waits_for_ok(device):
    assert shown(device, f"OK {PIN}") == "ANGE PIN ••••"
    assert shown(device, "OK") == RFC_4226_CODES[0]


def test_the_display_is_dark_three_seconds_after_a_pin_was_chosen(new_device):
    shown(new_device, f"{NEW_PIN} {PIN} OK {PIN} OK")
    assert str(new_device.display(NOW + 2.9)) == "OK"
    assert str(new_device.display(NOW + 3)) == ""
    assert shown(new_device, "OK", NOW + 3) == "ANGE PIN"


def test_two_different_pins_are_refused(new_device):
    assert shown(new_device, f"{NEW_PIN} {PIN} OK 4818 OK") == "NY PIN"
    assert new_device.screen is Screen.DIFFERENT
    assert new_device.pin is None


@pytest.mark.parametrize("pin", ["4444", "0000", "2345", "6789", "0123", "5432", "3210"])
def test_a_pin_that_is_easy_to_guess_is_refused(new_device, pin):
    assert shown(new_device, f"{NEW_PIN} {pin} OK") == "NY PIN"
    assert shown(new_device, f"{PIN} OK") == "VERIFIERA"


@pytest.mark.parametrize("pin", ["4817", "1122", "1357", "7890", "9012", "1232"])
def test_other_pins_are_not_too_easy(pin):
    assert not is_too_easy(pin)


def test_a_pin_that_was_not_confirmed_in_time_is_not_set(new_device):
    shown(new_device, f"{NEW_PIN} {PIN} OK")
    assert shown(new_device, NEW_PIN, NOW + 31) == "NY PIN"


def test_each_press_of_the_pin_gives_the_next_code(device):
    """RFC 4226, Appendix D, in eight digits (C1)."""
    codes = [shown(device, f"OK {PIN} OK", NOW + 60 * count) for count in range(10)]
    assert codes == RFC_4226_CODES
    assert device.counter == 10


def test_an_incomplete_pin_is_not_a_wrong_pin(device):
    shown(device, "OK 481 OK")
    assert device.wrong_pins == 0


def test_the_display_has_the_number_of_tries_left(device):
    shown(device, "OK 1111 OK 1111 OK")
    assert device.display(NOW).tries_left == 3


def test_a_locked_device_gives_no_code(device):
    shown(device, "OK" + "1111 OK" * 5)
    assert shown(device, f"OK OK {PIN} OK", NOW + 1e9) == "SPÄRRAD"
    assert device.counter == 0


def test_wrong_pins_count_even_if_the_display_went_dark_between(device):
    for count in range(5):
        shown(device, "OK 1111 OK", NOW + 60 * count)
    assert device.locked


def test_the_display_is_lit_for_thirty_seconds(device):
    shown(device, f"OK {PIN} OK")
    assert str(device.display(NOW + 29.9)) == "84755224"
    assert str(device.display(NOW + 30)) == ""


def test_each_key_restarts_the_thirty_seconds(device):
    shown(device, "OK")
    assert shown(device, "4", NOW + 29) == "ANGE PIN •"
    assert shown(device, "8", NOW + 58) == "ANGE PIN ••"


def test_typed_digits_are_deleted_when_the_display_goes_dark(device):
    shown(device, "OK 48")
    assert shown(device, "OK", NOW + 30) == "ANGE PIN"


def test_a_clock_that_was_set_back_turns_off_the_display(device):
    shown(device, f"OK {PIN} OK")
    assert str(device.display(NOW - 3600)) == ""


@pytest.mark.parametrize("key", ["", "x", "ok", "10", "٣", "OKOK", "1" * 1_000_000])
def test_an_unknown_key_does_nothing(device, key):
    device.press("OK", NOW)
    device.press(key, NOW + 20)
    assert str(device.display(NOW + 29)) == "ANGE PIN"
    assert str(device.display(NOW + 30)) == ""


def test_a_representation_shows_no_secret(device):
    assert PIN not in repr(device)
    assert START_PIN not in repr(device)
    assert "12345678901234567890" not in repr(device)
