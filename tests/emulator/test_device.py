"""The table of design.md section 4, row by row (C12)."""

import pytest

from kodbox.emulator.device import Device, is_too_easy
from kodbox.emulator.display import Screen
from kodbox.emulator.keys import parse
from tests.emulator.conftest import PIN, START_PIN

NOW = 1_000_000.0
RFC_4226_CODES = [
    *("84755224", "94287082", "37359152", "26969429", "40338314"),
    *("68254676", "18287922", "82162583", "73399871", "45520489"),
]


def shown(device: Device, keys: str, now: float = NOW) -> str:
    """What stands on the display after these keys."""
    for key in parse(keys):
        device.press(key, now)
    return str(device.display(now))


def test_a_dark_display_shows_nothing(device):
    assert shown(device, "") == ""


def test_ok_lights_a_dark_display(device):
    assert shown(device, "OK") == "ANGE PIN"


@pytest.mark.parametrize("key", [*"0123456789", "MENU"])
def test_only_ok_lights_a_dark_display(device, key):
    assert shown(device, key) == ""


def test_the_start_pin_leads_to_a_new_pin(new_device):
    assert shown(new_device, f"OK {START_PIN} OK") == "NY PIN"


def test_a_new_pin_is_verified(new_device):
    assert shown(new_device, f"OK {START_PIN} OK {PIN} OK") == "VERIFIERA"


def test_the_same_pin_twice_is_taken(new_device):
    assert shown(new_device, f"OK {START_PIN} OK {PIN} OK {PIN} OK") == "OK"
    assert new_device.pin == PIN


def test_ok_puts_out_the_display_that_says_ok(new_device):
    assert shown(new_device, f"OK {START_PIN} OK {PIN} OK {PIN} OK OK") == ""


def test_different_pins_are_asked_for_again(new_device):
    assert shown(new_device, f"OK {START_PIN} OK {PIN} OK 4818 OK") == "NY PIN"
    assert new_device.screen is Screen.DIFFERENT
    assert new_device.pin is None


@pytest.mark.parametrize("pin", ["4444", "0000", "2345", "6789", "0123", "5432", "3210"])
def test_a_pin_that_is_easy_to_guess_is_asked_for_again(new_device, pin):
    assert shown(new_device, f"OK {START_PIN} OK {pin} OK") == "NY PIN"
    assert shown(new_device, f"{PIN} OK") == "VERIFIERA"


@pytest.mark.parametrize("pin", ["4817", "1122", "1357", "7890", "9012", "1232"])
def test_other_pins_are_not_too_easy(pin):
    assert not is_too_easy(pin)


def test_a_pin_half_chosen_is_not_chosen(new_device):
    shown(new_device, f"OK {START_PIN} OK {PIN} OK")
    assert shown(new_device, f"OK {START_PIN} OK", NOW + 31) == "NY PIN"


def test_the_pin_gives_codes_each_a_new_one(device):
    """RFC 4226, Appendix D, in eight digits (C1)."""
    codes = [shown(device, f"OK {PIN} OK", NOW + 60 * place) for place in range(10)]
    assert codes == RFC_4226_CODES
    assert device.counter == 10


def test_the_start_pin_gives_no_code_once_a_pin_is_chosen(device):
    assert shown(device, f"OK {START_PIN} OK") == "FEL PIN"


def test_ok_puts_out_a_code(device):
    assert shown(device, f"OK {PIN} OK OK") == ""


def test_digits_leave_a_code_standing(device):
    assert shown(device, f"OK {PIN} OK 12") == "84755224"


def test_menu_on_a_code_changes_the_pin(device):
    assert shown(device, f"OK {PIN} OK MENU") == "BYT PIN"
    assert shown(device, "OK") == "NY PIN"
    assert shown(device, "2580 OK 2580 OK") == "OK"
    assert shown(device, "OK OK 2580 OK") == "94287082"


@pytest.mark.parametrize("typed", ["", "48", "4817"])
def test_menu_elsewhere_wipes_the_digits_typed(device, typed):
    assert shown(device, f"OK {typed} MENU") == "ANGE PIN"


def test_digits_typed_are_shown_as_dots(device):
    assert shown(device, "OK 48") == "ANGE PIN ••"


def test_digits_beyond_four_are_ignored(device):
    assert shown(device, f"OK {PIN} 999 OK") == "84755224"


def test_ok_waits_for_the_fourth_digit(device):
    assert shown(device, "OK 481 OK") == "ANGE PIN •••"
    assert device.wrong_pins == 0


@pytest.mark.parametrize(("keys", "after"), [("OK", "ANGE PIN"), ("4", "ANGE PIN •")])
def test_a_wrong_pin_is_said_and_asked_for_again(device, keys, after):
    assert shown(device, "OK 1111 OK") == "FEL PIN"
    assert shown(device, keys) == after


def test_the_display_tells_how_many_tries_are_left(device):
    shown(device, "OK 1111 OK 1111 OK")
    assert device.display(NOW).tries_left == 3


def test_five_wrong_pins_lock_for_good(device):
    assert shown(device, "OK" + "1111 OK" * 5) == "SPÄRRAD"
    assert shown(device, f"OK OK {PIN} OK", NOW + 1e9) == "SPÄRRAD"
    assert device.counter == 0


def test_four_wrong_pins_do_not_lock(device):
    assert shown(device, "OK" + "1111 OK" * 4 + f"{PIN} OK") == "84755224"


def test_a_right_pin_begins_the_count_anew(device):
    shown(device, "OK" + "1111 OK" * 4 + f"{PIN} OK")
    assert shown(device, "OK OK" + "1111 OK" * 4) == "FEL PIN"


def test_wrong_pins_count_though_the_display_went_dark_between(device):
    for press in range(5):
        shown(device, "OK 1111 OK", NOW + 60 * press)
    assert device.locked


def test_five_wrong_start_pins_lock_a_new_kodbox(new_device):
    assert shown(new_device, "OK" + "1111 OK" * 5) == "SPÄRRAD"
    assert shown(new_device, f"OK OK {START_PIN}") == "SPÄRRAD"


def test_the_display_is_lit_until_thirty_seconds_have_passed(device):
    shown(device, f"OK {PIN} OK")
    assert str(device.display(NOW + 29.9)) == "84755224"
    assert str(device.display(NOW + 30)) == ""
    assert str(device.display(NOW + 30.1)) == ""


def test_each_key_begins_the_thirty_seconds_anew(device):
    shown(device, "OK")
    assert shown(device, "4", NOW + 29) == "ANGE PIN •"
    assert shown(device, "8", NOW + 58) == "ANGE PIN ••"


def test_digits_typed_are_forgotten_in_the_dark(device):
    shown(device, "OK 48")
    assert shown(device, "OK", NOW + 30) == "ANGE PIN"


def test_a_clock_turned_back_puts_out_the_display(device):
    shown(device, f"OK {PIN} OK")
    assert str(device.display(NOW - 3600)) == ""


@pytest.mark.parametrize("key", ["", "x", "ok", "10", "٣", "OKOK", "1" * 1_000_000])
def test_what_is_no_key_does_nothing(device, key):
    device.press("OK", NOW)
    device.press(key, NOW + 20)
    assert str(device.display(NOW + 29)) == "ANGE PIN"
    assert str(device.display(NOW + 30)) == ""


def test_nothing_secret_stands_in_the_representation(device):
    assert PIN not in repr(device)
    assert START_PIN not in repr(device)
    assert "12345678901234567890" not in repr(device)
