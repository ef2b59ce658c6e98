"""Every way of writing a number, and texts that are not valid numbers."""

import contextlib
import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.personnummer import Fault, InvalidNumber, Number, is_luhn, newest_century, normalise

TODAY = datetime.date(2026, 11, 22)
NUMBERS = json.loads(
    (Path(__file__).parent.parent / "vectors" / "testpersonnummer.json").read_text()
)
ASTRID = "8505202385"
DIGITS = ("850520\u00a02385", "198505202385", " 1985 0520 - 2385 ", "８５０５２０２３８５")
DASHES = ("19850520-2385", "850520-2385", "850520–2385", "850520−2385", "850520\u200b2385\ufeff")
OTHER_TEXTS = ("12345", "٨٥٠٥٢٠٢٣٨٥", "850520/2385", "8505+202385", "-", "1" * 1_000_000)


def fault(written):
    with pytest.raises(InvalidNumber) as refused:
        normalise(written, TODAY)
    return refused.value.fault


@pytest.mark.row("F1", "F3")
def test_published_test_numbers_are_accepted():
    assert len(NUMBERS["numbers"]) > 200
    for number in NUMBERS["numbers"]:
        assert normalise(number, TODAY) == Number(number[2:], int(number[:2]))
        assert normalise(number[2:], TODAY) == Number(number[2:])


@pytest.mark.row("F1", "S8")
def test_every_usual_way_of_writing_gives_the_same_number():
    assert {normalise(written, TODAY).digits for written in DIGITS + DASHES} == {ASTRID}


@pytest.mark.row("F4")
def test_a_plus_means_a_hundred_years_or_more():
    assert normalise("090527+1474", TODAY).century == 19
    assert normalise("090527-1474", TODAY).century is None
    assert normalise("260613+5487", TODAY).century == 19


@pytest.mark.row("F4")
@pytest.mark.parametrize(("century", "expected"), [(19, True), (20, False)])
def test_a_written_century_excludes_another_century(century, expected):
    assert normalise("19090527-1474", TODAY).may_belong_to(century) is expected
    assert normalise("0905271474", TODAY).may_belong_to(century)


@pytest.mark.row("F4")
@pytest.mark.parametrize(("day", "century"), [(12, 19), (13, 20)])
def test_ten_digits_mean_the_latest_past_date(day, century):
    assert newest_century(Number("2606135487"), datetime.date(2026, 6, day)) == century


@pytest.mark.row("F2", "F3")
@pytest.mark.parametrize("written", ["420566-9899", "721086-9924", "0905271475", "850520-2384"])
def test_wrong_check_digits_are_refused(written):
    assert fault(written) is Fault.CHECK_DIGIT


@pytest.mark.row("F3")
@pytest.mark.parametrize("written", ["0002302399", "8502302383", "19850001-2384", "850520-0009"])
def test_dates_that_do_not_exist_are_refused(written):
    digits = "".join(filter(str.isdigit, written))[-10:]
    right = next(digits[:9] + str(last) for last in range(10) if is_luhn(digits[:9] + str(last)))
    assert fault(right) is Fault.DATE


def test_a_century_before_1800_is_refused():
    assert fault(f"17{ASTRID[-10:]}") is Fault.DATE


def test_a_future_date_is_refused():
    number = next(f"20270101237{last}" for last in range(10) if is_luhn(f"270101237{last}"))
    assert fault(number) is Fault.DATE


@pytest.mark.row("F6")
@pytest.mark.parametrize("written", ["556036-0793", "165560360793"])
def test_an_organisationsnummer_is_refused_as_such(written):
    assert fault(written) is Fault.COMPANY


@pytest.mark.row("F6")
@pytest.mark.parametrize("written", ["000101-T220", "000101t220"])
def test_an_interim_number_is_refused_as_such(written):
    assert fault(written) is Fault.LETTER


@pytest.mark.row("F5")
def test_a_number_has_no_birth_date_and_no_age():
    names = {name for name in dir(normalise(ASTRID, TODAY)) if not name.startswith("_")}
    assert names == {"digits", "century", "is_kundnummer", "may_belong_to"}


@pytest.mark.parametrize("written", OTHER_TEXTS)
def test_any_other_text_has_the_wrong_shape(written):
    assert fault(written) is Fault.SHAPE


@pytest.mark.parametrize("written", ["", "   ", "\u200b"])
def test_an_invisible_text_is_empty(written):
    assert fault(written) is Fault.EMPTY


@given(st.text(max_size=60))
def test_any_text_gives_ten_digits_or_an_error(written):
    with contextlib.suppress(InvalidNumber):
        number = normalise(written, TODAY)
        assert number.digits.isascii()
        assert len(number.digits) == 10


@given(st.sampled_from(NUMBERS["numbers"]), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_detected(number, position, difference):
    digits = number[2:]
    wrong = str((int(digits[position]) + difference) % 10)
    assert not is_luhn(digits[:position] + wrong + digits[position + 1 :])


def test_no_repr_or_message_shows_the_number():
    assert ASTRID not in repr(Number(ASTRID))
    with pytest.raises(InvalidNumber) as refused:
        normalise("850520-2384", TODAY)
    assert "2384" not in str(refused.value)
