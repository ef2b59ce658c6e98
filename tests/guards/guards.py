"""The list of guards, and what the code is without one of them."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LISTS = ("accounts", "kodbox", "hembanken")


@dataclass(frozen=True)
class Guard:
    """Something in a file that refuses, bounds or hides; `tests` are those that must miss it."""

    file: str
    keeps: str
    before: str
    after: str
    tests: str

    def __str__(self) -> str:
        return f"{self.file}: {self.keeps}"

    @property
    def test_ids(self) -> list[str]:
        return [f"tests/{test}" for test in self.tests.split()]

    @property
    def needs_a_server(self) -> bool:
        return self.tests.startswith("server/")

    def without(self, text: str) -> str:
        """Return the file's text without the guard, which must stand in it exactly once."""
        if text.count(self.before) != 1:
            raise ValueError(f"{self}: stands {text.count(self.before)} times in the file.")
        return text.replace(self.before, self.after)


def listed() -> list[Guard]:
    """Return every guard, in the order of the lists."""
    files = [tomllib.loads(_text_of(name)) for name in LISTS]
    return [
        Guard(file, **told) for each in files for file, guards in each.items() for told in guards
    ]


def _text_of(name: str) -> str:
    return (Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8")
