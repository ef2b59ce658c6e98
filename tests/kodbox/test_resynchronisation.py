"""Staff resynchronise a device with two codes in a row, which are spent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hembanken.audit.models import Entry
from kodbox import resynchronisation
from kodbox.admin.devices import ResynchroniseForm
from kodbox.models import Device
from tests import people
from tests.staff import perform

pytestmark = pytest.mark.django_db


def enter(client, kodbox, first, second):
    codes = {"first": kodbox.code_at(first), "second": kodbox.code_at(second)}
    return perform(client, kodbox.device, "synka", **codes)


@pytest.mark.row("C5", "S1")
@pytest.mark.parametrize("first", [0, 500, 999])
def test_two_codes_in_a_row_resynchronise_a_device(samir, kodbox, first):
    enter(samir, kodbox, first, first + 1)
    assert kodbox.bank_counter() == first + 2
    entry = Entry.objects.get(event="device:resynchronised")
    assert entry.detail.endswith(f": {first} ahead")
    assert entry.actor_id is not None


@pytest.mark.row("C5", "S20")
@pytest.mark.parametrize(
    ("counter", "first", "second"),
    [(0, 5, 5), (0, 5, 7), (0, 6, 5), (0, 1_000, 1_001), (50, 10, 11)],
)
def test_two_other_codes_do_not(samir, kodbox, counter, first, second):
    Device.objects.filter(pk=kodbox.device.pk).update(counter=counter)
    enter(samir, kodbox, first, second)
    assert kodbox.bank_counter() == counter


def test_a_device_that_was_used_meanwhile_is_refused(samir, kodbox, monkeypatch):
    real = resynchronisation._counter_of

    def used_meanwhile(device, *codes):
        Device.objects.filter(pk=device.pk).update(counter=7)
        return real(device, *codes)

    monkeypatch.setattr(resynchronisation, "_counter_of", used_meanwhile)
    response = enter(samir, kodbox, 5, 6)
    assert "under tiden" in response.text
    assert kodbox.bank_counter() == 7


def test_only_a_held_device_is_resynchronised(samir, kodbox):
    people.block(kodbox)
    assert enter(samir, kodbox, 0, 1).status_code == 403


@given(st.text(max_size=12))
def test_only_eight_digits_are_codes(text):
    form = ResynchroniseForm({"first": text, "second": "12345678"})
    is_code = len(text.strip()) == 8 and all(digit in "0123456789" for digit in text.strip())
    assert form.has_error("first") is not is_code


def test_codes_may_be_typed_as_the_kodbox_displays_them(samir, kodbox):
    first, second = (kodbox.code_at(counter) for counter in (500, 501))
    codes = {"first": f" {first[:4]} {first[4:]} ", "second": f"{second} "}
    perform(samir, kodbox.device, "synka", **codes)
    assert kodbox.bank_counter() == 502
