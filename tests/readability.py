"""Lists every sentence for customers, hardest first: `python -m tests.readability [sv|en]`.

LIX, the Swedish measure of readability, is words per sentence plus the percentage of words longer
than six letters (Björnsson 1968): below 30 is very easy, 30 to 40 as easy as a weekly magazine.
"""

import re
import sys
from typing import NamedTuple

from tests import catalogue

FOR_STAFF = re.compile(
    r"templates/(admin|demonstration|emulator)/|accounts/(admin|staff|ordering|customers/(search|closing)|forms/staff)"
    r"|hembanken/(staff|checks|demonstration)|kodbox/(admin|emulator|stock|orders|pskc|recall|reports)"
    r"|/models(\.py|/)|/lockout\.py"
)
TAGS = re.compile(r"<[^>]*>")
PLACEHOLDERS = re.compile(r"%\(\w+\)s|%[sd]|#")
BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+")
WORD = re.compile(r"[\w-]+")
MAX_WORDS = 17
LONG_WORD = 6
MAX_LIX = 40


class Sentence(NamedTuple):
    """One sentence, with its number of words."""

    words: int
    text: str

    @property
    def is_long(self) -> bool:
        return self.words > MAX_WORDS


def sentences(language: str) -> list[Sentence]:
    found = {each for text in texts(language) for each in of_text(text)}
    return sorted(found, reverse=True)


def texts(language: str) -> list[str]:
    """Return the texts of customers' pages, forms and notifications."""
    entries = [each for each in catalogue.po() if each.id and not is_for_staff(each)]
    selected = [each.id if language == "sv" else each.string for each in entries]
    return [form for text in selected for form in catalogue.forms(text)]


def is_for_staff(entry: object) -> bool:
    return all(FOR_STAFF.search(path) for path, _line in entry.locations)


def lix(found: list[Sentence]) -> float:
    words = [word for each in found for word in WORD.findall(each.text)]
    long_words = [word for word in words if len(word) > LONG_WORD]
    return len(words) / len(found) + 100 * len(long_words) / len(words)


def of_text(text: str) -> list[Sentence]:
    """Return the sentences of one text, without tags and with X for each placeholder."""
    parts = BETWEEN_SENTENCES.split(PLACEHOLDERS.sub("X", TAGS.sub("", text)).strip())
    return [Sentence(len(WORD.findall(part)), part) for part in parts if WORD.search(part)]


def main(language: str = "sv") -> None:
    found = sentences(language)
    for each in found:
        print(f"{each.words:3}  {'long' * each.is_long:4} {each.text}")
    complete = [each for each in found if each.text[-1] in ".!?"]
    print(f"\n{len(found)} texts; {len(complete)} complete sentences, LIX {lix(complete):.0f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
