"""What still uses the older versions of the keys, and which of them may be dropped."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import get_hasher
from django.db.models import Model

from hembanken.crypto import blind_index, keys, rotation
from hembanken.crypto.encryption import DecryptionFailed
from hembanken.crypto.keys import keyring

DAY_SECONDS = 86_400
FAR_AWAY = 250_000_000_000  # a version without a date keeps the one before it
# What can't be counted: sessions and forms end within a day (hembanken.bounds); attempts of
# numbers that no customer has are kept for thirty days (accounts.housekeeping).
KEPT_DAYS = {"index": 30}
USERS = {"pepper": "passwords", "encryption": "encrypted values", "index": "indexed values"}


@dataclass(frozen=True)
class OlderVersion:
    """A version that is not current any more: how much uses it, and until when more may."""

    purpose: str
    number: int
    uses: int
    kept_until: float

    @property
    def is_free(self) -> bool:
        """Tell whether nothing can need it any more."""
        over = self.kept_until <= time.time()
        return over and not self.uses and self.purpose != "audit"

    def __str__(self) -> str:
        name = f"{self.purpose} {self.number}"
        if self.purpose == "audit":
            return f"{name} stays for good: rows are verified with it."
        if self.uses:
            return f"{name} stays: {self.uses:,} {USERS[self.purpose]} use it."
        if self.is_free:
            return f"{name} is not used any more."
        return f"{name} stays until {moment(self.kept_until)}: what can't be counted may use it."


def older_versions() -> Iterator[OlderVersion]:
    """Yield every version that a newer one has followed."""
    ring, counted = keyring(), _indexed_values()
    for purpose in keys.PURPOSES:
        current, _key = ring.current(purpose)
        numbers = sorted(number for number in ring.keys[purpose] if number <= current)
        for number, newer in zip(numbers, numbers[1:], strict=False):
            since = ring.since.get(purpose, {}).get(newer, FAR_AWAY)
            kept_until = since + KEPT_DAYS.get(purpose, 1) * DAY_SECONDS
            uses = counted[number] if purpose == "index" else _count(purpose, number)
            yield OlderVersion(purpose, number, uses, kept_until)


def _count(purpose: str, number: int) -> int:
    if purpose == "pepper":
        start = f"{get_hasher().algorithm}${number}$"
        return get_user_model()._base_manager.filter(password__startswith=start).count()
    if purpose == "encryption":
        return sum(
            model._base_manager.filter(rotation.encrypted_under(column, number)).count()
            for model, column in rotation.encrypted_columns()
        )
    return 0


def _indexed_values() -> Counter[int]:
    """Count the indexes by the version that made them, which only their values tell."""
    versions = keyring().versions("index")
    found: Counter[int] = Counter()
    if len(versions) == 1:
        return found
    for model, column, told in rotation.blind_index_columns():
        for batch in rotation.in_batches(model._base_manager.all()):
            for row in batch:
                found.update(_versions_of(row, column, told))
    return found


def _versions_of(row: Model, column: str, told: str) -> list[int]:
    """Return the version whose index a row has; one that does not open may need any of them."""
    versions = list(keyring().versions("index"))
    try:
        indexes = blind_index.compute_all(getattr(row, told))
    except DecryptionFailed:
        return versions
    stored = bytes(getattr(row, column))
    return [number for number, index in zip(versions, indexes, strict=True) if index == stored]


def moment(seconds: float) -> str:
    """Write a moment as operations read it."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
