"""What still uses the older versions of the keys, and which versions may be dropped."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import get_hasher
from django.db.models import Model

from hembanken.crypto import blind_index, keys, rotation
from hembanken.crypto.encryption import DecryptionFailed
from hembanken.crypto.keys import keyring

DAY_SECONDS = 86_400
FAR_FUTURE = 250_000_000_000  # A version whose start is unknown keeps the version before it.
# Some uses cannot be counted. Sessions and forms end within a day (hembanken.bounds); attempts of
# unknown numbers are kept for thirty days (accounts.housekeeping).
RETENTION_DAYS = {"index": 30}
USERS = {"pepper": "passwords", "encryption": "encrypted values", "index": "indexed values"}


@dataclass(frozen=True)
class OlderVersion:
    """A version that is no longer current: how many values use it, and when all others expire."""

    purpose: str
    number: int
    uses: int
    needed_until: float

    @property
    def is_unused(self) -> bool:
        return self.purpose != "audit" and not self.uses and self.needed_until <= time.time()

    def __str__(self) -> str:
        name = f"{self.purpose} {self.number}"
        if self.purpose == "audit":
            return f"{name} stays for good: rows are verified with it."
        if self.uses:
            return f"{name} stays: {self.uses:,} {USERS[self.purpose]} use it."
        if self.is_unused:
            return f"{name} is no longer used."
        until = format_time(self.needed_until)
        return f"{name} stays until {until}: values that cannot be counted may use it."


def older_versions() -> Iterator[OlderVersion]:
    """Yield every version that has a newer one."""
    ring, indexed = keyring(), _indexed_values()
    for purpose in keys.PURPOSES:
        current, _key = ring.current(purpose)
        numbers = sorted(number for number in ring.keys[purpose] if number <= current)
        for number, newer in zip(numbers, numbers[1:], strict=False):
            since = ring.since.get(purpose, {}).get(newer, FAR_FUTURE)
            needed_until = since + RETENTION_DAYS.get(purpose, 1) * DAY_SECONDS
            uses = indexed[number] if purpose == "index" else _count(purpose, number)
            yield OlderVersion(purpose, number, uses, needed_until)


def _count(purpose: str, number: int) -> int:
    if purpose == "pepper":
        start = f"{get_hasher().algorithm}${number}$"
        users: Any = get_user_model()
        rows = (
            users._base_manager.filter(**{f"{column}__startswith": start})
            for column in users.PEPPERED_COLUMNS
        )
        return sum(each.count() for each in rows)
    if purpose == "encryption":
        return sum(
            model._base_manager.filter(rotation.encrypted_under(column, number)).count()
            for model, column in rotation.encrypted_columns()
        )
    return 0


def _indexed_values() -> Counter[int]:
    """Count the indexed values by key version, which only a comparison of the indexes shows."""
    counts: Counter[int] = Counter()
    if len(keyring().versions("index")) > 1:
        for model, column, source in rotation.blind_index_columns():
            for chunk in rotation.in_chunks(model._base_manager.all()):
                for row in chunk:
                    counts.update(_index_versions(row, column, source))
    return counts


def _index_versions(row: Model, column: str, source: str) -> list[int]:
    """Return the key version of a row's index, or all versions if its value is unreadable."""
    versions = list(keyring().versions("index"))
    try:
        indexes = blind_index.compute_all(getattr(row, source))
    except DecryptionFailed:
        return versions
    stored = bytes(getattr(row, column))
    return [number for number, index in zip(versions, indexes, strict=True) if index == stored]


def format_time(seconds: float) -> str:
    """Return a point in time as operators read it."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
