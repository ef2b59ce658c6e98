"""Properties of a device that hold for any keys, in any order, at any time."""

import re

import pyotp
from hypothesis import example, given
from hypothesis import strategies as st

from kodbox.emulator.device import KEYS, Device
from kodbox.emulator.display import Screen
from tests.emulator.conftest import PIN, SECRET, START_PIN

KEY_SEQUENCES = [*((key,) for key in KEYS), (*PIN, "OK"), (*START_PIN, "OK"), (*"2580", "OK")]
presses = st.lists(
    st.tuples(st.sampled_from(KEY_SEQUENCES), st.sampled_from([0, 1, 15, 29, 31])), max_size=60
)
pins = st.sampled_from([None, PIN])


def states(pressed, pin):
    """Yield the device before and after each key, with the time of the press."""
    device = Device("1", SECRET, START_PIN, pin=pin)
    now = 0.0
    for keys, pause in pressed:
        now += pause
        for key in keys:
            before = Device(**vars(device))
            device.press(key, now)
            yield before, device, now


def is_new_code(before: Device, after: Device) -> bool:
    return after.screen is Screen.CODE and after.counter != before.counter


@given(presses, pins)
@example([(("OK",), 0), ((*PIN, "OK"), 0), (("OK",), 0), (("OK",), 0), ((*PIN, "OK"), 0)], PIN)
def test_the_counter_increases_by_one_for_each_code_only(pressed, pin):
    for before, after, _ in states(pressed, pin):
        assert after.counter - before.counter == is_new_code(before, after)
        if after.screen is Screen.CODE and before.screen is not Screen.CODE:
            assert is_new_code(before, after)


@given(presses, pins)
def test_a_code_needs_the_pin(pressed, pin):
    for before, after, _ in states(pressed, pin):
        if is_new_code(before, after):
            assert before.typed == before.pin is not None


@given(presses, pins)
def test_the_code_is_that_of_the_previous_counter(pressed, pin):
    reference = pyotp.HOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", digits=8)
    for _, after, now in states(pressed, pin):
        display = after.display(now)
        if display.screen is Screen.CODE:
            assert display.digits == reference.at(after.counter - 1)


@given(st.lists(st.sampled_from([*KEYS, "wrong"]), max_size=40), pins)
def test_a_locked_device_stays_locked(keys, pin):
    device = Device("1", SECRET, START_PIN, pin=pin, wrong_pins=5, locked=True)
    for now, key in enumerate(keys):
        device.press(key, now)
        assert device.locked
        assert str(device.display(now)) in ("", "SPÄRRAD")


@given(presses, pins)
def test_the_display_never_shows_a_pin(pressed, pin):
    for _, after, now in states(pressed, pin):
        display = after.display(now)
        if display.screen is not Screen.CODE:
            assert not re.search(r"\d", str(display))


@given(presses, pins)
def test_five_wrong_pins_lock(pressed, pin):
    for _, after, _ in states(pressed, pin):
        assert after.wrong_pins <= 5
        assert after.locked == (after.wrong_pins == 5)
