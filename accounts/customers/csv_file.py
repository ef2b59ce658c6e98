"""Read a CSV file of customers, as spreadsheets write it, one row at a time."""

import csv
import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

from accounts.personnummer import InvalidNumber, Number, normalise

NUMBER_COLUMNS = ("personnummer", "kundnummer")
OPTIONAL = ("street", "postcode", "city", "email", "language", "protected", "kodbox")
COLUMNS = {*NUMBER_COLUMNS, "name", *OPTIONAL}
ENCODING = "utf-8-sig"  # with or without a byte order mark
LANGUAGES = ("", "sv", "en")
YES, NO = ("1", "yes", "ja", "true"), ("", "0", "no", "nej", "false")
MAX_LENGTHS = {"name": 120, "street": 120, "postcode": 20, "city": 80, "email": 254, "kodbox": 40}
MAX_ROW_CHARACTERS = 10_000


class FileRefused(Exception):
    """The file cannot be read; the message says why."""


@dataclass(frozen=True)
class Fault:
    """An error in one row of the file; it does not repeat the value, which is personal data."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: {self.reason}"


@dataclass(frozen=True)
class Row:
    line: int
    number: Number
    values: dict[str, str] = field(repr=False)
    is_protected: bool


def read(text: TextIO, today: datetime.date) -> Iterator[Row | Fault]:
    """Yield a Row or a Fault for each row, or raise FileRefused.

    The delimiter is a comma or a semicolon, and the columns may be in any order.
    """
    try:
        header = text.readline(MAX_ROW_CHARACTERS)
        delimiter = ";" if header.count(";") > header.count(",") else ","
        names = [name.strip().lower() for name in next(csv.reader([header], delimiter=delimiter))]
        _check_header(names)
        lines = csv.reader(_bounded(text), delimiter=delimiter, strict=True)
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield _row(lines.line_num + 1, names, cells, today)
    except UnicodeDecodeError:
        raise FileRefused("The file is not UTF-8; save it as CSV UTF-8.") from None
    except (StopIteration, csv.Error):
        raise FileRefused("The file is not valid CSV: check its quotes and line endings.") from None


def _bounded(text: TextIO) -> Iterator[str]:
    """Yield the lines, or raise FileRefused at one that is too long to read into memory."""
    while line := text.readline(MAX_ROW_CHARACTERS):
        if len(line) == MAX_ROW_CHARACTERS:
            raise FileRefused(f"A line is longer than {MAX_ROW_CHARACTERS} characters.")
        yield line


def _check_header(names: list[str]) -> None:
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        raise FileRefused(f"The header has an unknown column: {unknown[0][:40]!r}.")
    if len(set(names)) != len(names):
        raise FileRefused("The header names a column twice.")
    if "name" not in names or not set(NUMBER_COLUMNS) & set(names):
        raise FileRefused("The header needs the columns name and personnummer or kundnummer.")


def _row(line: int, names: list[str], cells: list[str], today: datetime.date) -> Row | Fault:
    if len(cells) != len(names):
        return Fault(line, "row", f"it has {len(cells)} cells instead of {len(names)}.")
    values = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
    fault = _fault(line, values)
    if fault:
        return fault
    column = next(name for name in NUMBER_COLUMNS if values.get(name))
    try:
        number = normalise(values[column], today)
    except InvalidNumber as error:
        return Fault(line, column, f"the number is not valid ({error.fault}).")
    if number.is_kundnummer != (column == "kundnummer"):
        return Fault(line, column, "the number belongs in the other column.")
    return Row(line, number, values, values.get("protected", "").lower() in YES)


def _fault(line: int, values: dict[str, str]) -> Fault | None:
    """Return the first fault of a row, or None, without checking the number itself."""
    numbers = [name for name in NUMBER_COLUMNS if values.get(name)]
    language, protected = values.get("language", "").lower(), values.get("protected", "").lower()
    too_long = [name for name, limit in MAX_LENGTHS.items() if len(values.get(name, "")) > limit]
    for is_wrong, column, reason in (
        (len(numbers) != 1, "personnummer", "a row needs either a personnummer or a kundnummer."),
        (not values["name"], "name", "it is empty."),
        (too_long, next(iter(too_long), ""), "it is too long."),
        (language not in LANGUAGES, "language", "it must be sv or en."),
        (protected not in (*YES, *NO), "protected", "it must be yes or no."),
        ("@" not in (values.get("email") or "@"), "email", "it is not an e-mail address."),
    ):
        if is_wrong:
            return Fault(line, column, reason)
    return None
