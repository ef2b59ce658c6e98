"""Inserting rows that are found by a keyed index: each value once, whatever key it is under."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model

from hembanken import sealing
from hembanken.keys import keyring


def insert(model: Any, rows: Sequence[Model]) -> None:
    """Insert rows of a model, or raise IntegrityError where another one has the same value.

    While several versions of the key live, each value takes the index by every one of them in
    turn, the oldest first: processes that differ about the current version, and the rotation,
    meet at the unique constraint and not past it.
    """
    ((column, told),) = model.INDEXED_COLUMNS.items()
    with transaction.atomic():
        several = len(keyring().versions("index")) > 1
        claims = [sealing.claims(getattr(row, told)) for row in rows] if several else []
        oldest, *newer = list(zip(*claims, strict=True)) or [()]
        _take(rows, column, oldest)
        model.objects.bulk_create(rows)
        for indexes in newer:
            _take(rows, column, indexes)
            model.objects.bulk_update(rows, [column])


def _take(rows: Sequence[Model], column: str, indexes: Sequence[bytes]) -> None:
    for row, index in zip(rows, indexes, strict=False):
        setattr(row, column, index)
