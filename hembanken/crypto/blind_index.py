"""Blind indexes: find an encrypted value by an HMAC of it, and insert each value only once."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model

from hembanken.crypto.keys import keyring


def compute(value: str) -> bytes:
    """Return the blind index of a value (32 bytes) under the current key."""
    return compute_all(value)[0]


def compute_all(value: str) -> tuple[bytes, ...]:
    """Return the blind index of a value under every key version, the current one first."""
    keys = keyring().versions("index").values()
    return tuple(hmac.digest(key, value.encode(), hashlib.sha256) for key in keys)


def insert_unique(model: Any, rows: Sequence[Model]) -> None:
    """Insert rows of a model, or raise IntegrityError where another row has the same value.

    While several key versions exist, each row is given the index under every version in turn, the
    oldest first. Processes that disagree about the current version, and the rotation, therefore
    meet at the unique constraint.
    """
    ((column, source),) = model.BLIND_INDEX_COLUMNS.items()
    with transaction.atomic():
        several = len(keyring().versions("index")) > 1
        indexes = [_compute_oldest_first(getattr(row, source)) for row in rows] if several else []
        oldest, *newer = list(zip(*indexes, strict=True)) or [()]
        _set_column(rows, column, oldest)
        model.objects.bulk_create(rows)
        for values in newer:
            _set_column(rows, column, values)
            model.objects.bulk_update(rows, [column])


def _compute_oldest_first(value: str) -> tuple[bytes, ...]:
    """Return every index of a value from the oldest key version on, then the current one."""
    keys = keyring().versions("index")
    by_version = dict(zip(keys, compute_all(value), strict=True))
    return (*(by_version[number] for number in sorted(keys)), by_version[next(iter(keys))])


def _set_column(rows: Sequence[Model], column: str, values: Sequence[bytes]) -> None:
    for row, value in zip(rows, values, strict=False):
        setattr(row, column, value)
