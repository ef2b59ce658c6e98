"""The file of the demonstration's people as they were settled, which is written last."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.models import Account
from hembanken.crypto import blind_index

People = dict[str, list[dict[str, Any]]]  # by "customers" and "staff"


def path() -> Path:
    return Path(settings.VAR_DIR) / "people.json"


def read() -> People:
    people: People = json.loads(path().read_text(encoding="utf-8"))
    return people


def write(people: People) -> None:
    """Replace the file atomically."""
    unfinished = path().with_suffix(".unfinished")
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(people, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(path())


def entry(number: str) -> dict[str, Any]:
    """Return the entry of the person with this number, or raise KeyError."""
    return {each["number"]: each for group in read().values() for each in group}[number]


def replace(entry: dict[str, Any]) -> None:
    """Replace the entry of the person who has this number."""
    people = read()
    for group in people.values():
        group[:] = [entry if each["number"] == entry["number"] else each for each in group]
    write(people)


def password_mark(account: Account) -> str:
    """Return a mark that changes with the password, so that no guess has to be hashed."""
    return blind_index.compute(f"demonstration:{account.password}").hex()
