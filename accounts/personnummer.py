"""The numbers that name a customer: how they may be written, and which of them can exist.

A personnummer is a date, three digits and a check digit; a samordningsnummer has 60 added to its
day. A kundnummer is the bank's own: its month digits are 13 to 19, which no date and no
organisationsnummer has. The date in a number is never used as a birth date (FOL 18 section 3) (F5).
"""

import datetime
import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

CENTURIES = (18, 19, 20)
KUNDNUMMER_MONTHS = range(13, 20)
COORDINATION_DAYS = 60  # lag (2022:1697): a samordningsnummer's day
INTERIM_LETTERS = "TRSUWXJKLMN"
MAX_WRITTEN_LENGTH = 40
DASHES = "‐‑‒–—−-"  # the last one stands for a range in no pattern
DIGITS_AND_SIGN = re.compile(r"([0-9]{6}|[0-9]{8})([+-]?)([0-9]{4})")


class Fault(StrEnum):
    """Why what was written is no number that a customer can have."""

    EMPTY = "empty"
    SHAPE = "shape"
    LETTER = "letter"
    COMPANY = "company"
    CHECK_DIGIT = "check_digit"
    DATE = "date"


class NotANumber(ValueError):
    """What was written can't be a customer's number; `fault` says why, never what was written."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"Not a customer's number: {fault}.")
        self.fault = fault


@dataclass(frozen=True)
class Number:
    """Ten digits, and the century where it was written or follows from a plus sign."""

    digits: str = field(repr=False)
    century: int | None = None

    @property
    def is_kundnummer(self) -> bool:
        return int(self.digits[2:4]) in KUNDNUMMER_MONTHS

    def is_written_for(self, century: int | None) -> bool:
        """Tell whether a customer of this century may have written the number so."""
        return self.century is None or self.century == century


def normalise(written: str, today: datetime.date) -> Number:
    """Return the number behind any usual way of writing it, or raise NotANumber.

    Ten or twelve digits, with hyphen, plus, spaces, other dashes, full-width digits or invisible
    characters between them. A plus means that the person turns 100 or more this year.
    """
    text = _plain(written)
    match = DIGITS_AND_SIGN.fullmatch(text)
    if match is None:
        raise NotANumber(_fault_in(text))
    date, sign, last = match.groups()
    digits = date[-6:] + last
    _refuse_wrong_digits(digits, date[:-6])
    century = _century(date, sign, today)
    number = Number(digits, century)
    if not number.is_kundnummer and (last.startswith("000") or not _has_a_date(number, today)):
        raise NotANumber(Fault.DATE)
    return number


def newest_century(number: Number, today: datetime.date) -> int:
    """Return the century of ten digits without a sign: that of the latest past date (F4)."""
    return max(
        century for century in CENTURIES if _date_exists(f"{century}{number.digits[:6]}", today)
    )


def is_luhn(digits: str) -> bool:
    """Tell whether the last digit is the modulus-10 check digit of those before it."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _plain(written: str) -> str:
    """Fold look-alikes of digits and dashes; drop spaces and what cannot be seen."""
    if len(written) > MAX_WRITTEN_LENGTH:
        raise NotANumber(Fault.SHAPE)
    text = unicodedata.normalize("NFKC", written).upper()
    text = "".join("-" if character in DASHES else character for character in text)
    return "".join(
        character for character in text if unicodedata.category(character)[0] not in ("Z", "C")
    )


def _fault_in(text: str) -> Fault:
    if not text:
        return Fault.EMPTY
    if re.fullmatch(rf"[0-9]{{6,8}}[+-]?[{INTERIM_LETTERS}][0-9]{{3}}", text):
        return Fault.LETTER
    return Fault.SHAPE


def _refuse_wrong_digits(digits: str, century: str) -> None:
    is_company = int(digits[2:4]) >= 20
    if is_company or century == "16":
        raise NotANumber(Fault.COMPANY)
    if not is_luhn(digits):
        raise NotANumber(Fault.CHECK_DIGIT)


def _century(date: str, sign: str, today: datetime.date) -> int | None:
    """Return the century that the writing tells: eight digits tell it, and so does a plus."""
    if len(date) == 8:
        return int(date[:2])
    if sign == "+":
        return (today.year - 100 - int(date[:2])) // 100
    return None


def _has_a_date(number: Number, today: datetime.date) -> bool:
    centuries = CENTURIES if number.century is None else (number.century,)
    return any(_date_exists(f"{century}{number.digits[:6]}", today) for century in centuries)


def _date_exists(eight: str, today: datetime.date) -> bool:
    year, month, day = int(eight[:4]), int(eight[4:6]), int(eight[6:])
    try:
        date = datetime.date(year, month, day - COORDINATION_DAYS if day > 60 else day)
    except ValueError:
        return False
    return date <= today and year // 100 in CENTURIES
