"""Personnummer, samordningsnummer and kundnummer: parsing and checking them.

A personnummer is a date, three digits and a check digit; a samordningsnummer has 60 added to its
day. A kundnummer is issued by the bank: its month digits are 13 to 19, which no date and no
organisationsnummer has. The date in a number is never used as a birth date (FOL 18 section 3) (F5).
"""

import datetime
import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

CENTURIES = (18, 19, 20)
KUNDNUMMER_MONTHS = range(13, 20)
COORDINATION_DAYS = 60  # added to the day of a samordningsnummer (lag (2022:1697))
INTERIM_LETTERS = "TRSUWXJKLMN"
MAX_WRITTEN_LENGTH = 40
DASHES = "‐‑‒–—−-"  # the hyphen is last, so that a character class takes it literally
DIGITS_AND_SIGN = re.compile(r"([0-9]{6}|[0-9]{8})([+-]?)([0-9]{4})")


class Fault(StrEnum):
    """Why a text is not a valid number of a customer."""

    EMPTY = "empty"
    SHAPE = "shape"
    LETTER = "letter"
    COMPANY = "company"
    CHECK_DIGIT = "check_digit"
    DATE = "date"


class InvalidNumber(ValueError):
    """The text is not a valid number of a customer. The message never repeats the text."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"Not a valid number of a customer: {fault}.")
        self.fault = fault


@dataclass(frozen=True)
class Number:
    """Ten digits, and the century if it was written or follows from a plus sign."""

    digits: str = field(repr=False)
    century: int | None = None

    @property
    def is_kundnummer(self) -> bool:
        return int(self.digits[2:4]) in KUNDNUMMER_MONTHS

    def may_belong_to(self, century: int | None) -> bool:
        """Return whether the number may belong to a customer who was born in this century."""
        return self.century is None or self.century == century


def normalise(written: str, today: datetime.date) -> Number:
    """Return the number for any usual way of writing it, or raise InvalidNumber.

    Ten or twelve digits may be written with a hyphen or plus, spaces, other dashes, full-width
    digits and invisible characters. A plus means that the person turns 100 or more this year.
    """
    text = _fold(written)
    match = DIGITS_AND_SIGN.fullmatch(text)
    if match is None:
        raise InvalidNumber(_fault_in(text))
    date, sign, last = match.groups()
    digits = date[-6:] + last
    _refuse_wrong_digits(digits, date[:-6])
    century = _century(date, sign, today)
    number = Number(digits, century)
    if not number.is_kundnummer and (last.startswith("000") or not _has_valid_date(number, today)):
        raise InvalidNumber(Fault.DATE)
    return number


def newest_century(number: Number, today: datetime.date) -> int:
    """Return the century in which ten digits give the latest past date (F4)."""
    return max(
        century for century in CENTURIES if _date_exists(f"{century}{number.digits[:6]}", today)
    )


def is_luhn(digits: str) -> bool:
    """Return whether the last digit is the modulus-10 check digit of the others."""
    doubled = [int(digit) * (2 - position % 2) for position, digit in enumerate(digits)]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _fold(written: str) -> str:
    """Replace full-width digits and dashes by ASCII, and drop spaces and invisible characters."""
    if len(written) > MAX_WRITTEN_LENGTH:
        raise InvalidNumber(Fault.SHAPE)
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
        raise InvalidNumber(Fault.COMPANY)
    if not is_luhn(digits):
        raise InvalidNumber(Fault.CHECK_DIGIT)


def _century(date: str, sign: str, today: datetime.date) -> int | None:
    """Return the century that eight digits or a plus sign give, or None."""
    if len(date) == 8:
        return int(date[:2])
    if sign == "+":
        return (today.year - 100 - int(date[:2])) // 100
    return None


def _has_valid_date(number: Number, today: datetime.date) -> bool:
    centuries = CENTURIES if number.century is None else (number.century,)
    return any(_date_exists(f"{century}{number.digits[:6]}", today) for century in centuries)


def _date_exists(yyyymmdd: str, today: datetime.date) -> bool:
    year, month, day = int(yyyymmdd[:4]), int(yyyymmdd[4:6]), int(yyyymmdd[6:])
    try:
        date = datetime.date(
            year, month, day - COORDINATION_DAYS if day > COORDINATION_DAYS else day
        )
    except ValueError:
        return False
    return date <= today and year // 100 in CENTURIES
