"""Blind indexes: find an encrypted value by an HMAC of it, and insert each value only once."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model

from hembanken.crypto.keys import keyring


def compute(value: str) -> bytes:
    """Return the keyed index (32 bytes) under which a number is found without being stored."""
    return compute_all(value)[0]


def compute_all(value: str) -> tuple[bytes, ...]:
    """Return the index by the current key, and by each other one that the key file has."""
    told = value.encode()
    keys = keyring().versions("index").values()
    return tuple(hmac.digest(key, told, hashlib.sha256) for key in keys)


def compute_in_order(value: str) -> tuple[bytes, ...]:
    """Return every index of a value from the oldest on, and at last the one that it is to have."""
    keys = keyring().versions("index")
    by_number = dict(zip(keys, compute_all(value), strict=True))
    return (*(by_number[number] for number in sorted(keys)), by_number[next(iter(keys))])


def insert_unique(model: Any, rows: Sequence[Model]) -> None:
    """Insert rows of a model, or raise IntegrityError where another one has the same value.

    While several versions of the key live, each value takes the index by every one of them in
    turn, the oldest first: processes that differ about the current version, and the rotation,
    meet at the unique constraint and not past it.
    """
    ((column, told),) = model.BLIND_INDEX_COLUMNS.items()
    with transaction.atomic():
        several = len(keyring().versions("index")) > 1
        claims = [compute_in_order(getattr(row, told)) for row in rows] if several else []
        oldest, *newer = list(zip(*claims, strict=True)) or [()]
        _take(rows, column, oldest)
        model.objects.bulk_create(rows)
        for indexes in newer:
            _take(rows, column, indexes)
            model.objects.bulk_update(rows, [column])


def _take(rows: Sequence[Model], column: str, indexes: Sequence[bytes]) -> None:
    for row, index in zip(rows, indexes, strict=False):
        setattr(row, column, index)
