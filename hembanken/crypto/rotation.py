"""Bringing everything under the current keys while the site runs.

Each row moves by one statement that asks for the value that was read, so that a change by
somebody else is never lost. What moves is found by what the models declare, and what has moved
is told by the rows themselves: a run that was ended anywhere is simply run again.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Model, Q, QuerySet

from hembanken.crypto import blind_index, encryption
from hembanken.crypto.keys import keyring

BATCH = 500
PROGRESS = 10_000  # rows after which a long pass says how far it is
Tell = Callable[[str], None]


class NotRotated(Exception):
    """A row can't be brought under the current key; the message says why."""


class Rotation:
    """One pass over all that keys have made, with the count of what stays under older ones."""

    def __init__(self, tell: Tell, tell_fault: Tell) -> None:
        self.tell = tell
        self.tell_fault = tell_fault
        self.faults = 0

    def run(self) -> None:
        """Move the encrypted columns, the indexed ones, and the keys that are indexes of others."""
        current, _key = keyring().current("encryption")
        for model, column in encrypted_columns():
            rows = model._base_manager.exclude(encrypted_under(column, current))
            rows = rows.filter(**{f"{column}__isnull": False})
            self._move(rows, column, partial(_reencrypt, column=column))
        for model, column, told in blind_index_columns():
            self._move(
                model._base_manager.all(), column, partial(_reindex, column=column, told=told)
            )
        for model, column, source, told in _keys_of_others():
            for batch in in_batches(source._base_manager.all()):
                _rekey(model, column, [getattr(row, told) for row in batch])

    def _move(self, rows: QuerySet[Any], column: str, move: Callable[[Model], bool]) -> None:
        name, seen, moved = f"{rows.model._meta.db_table}.{column}", 0, 0
        for batch in in_batches(rows):
            for row in batch:
                seen += 1
                moved += self._try(name, row, move)
                if seen % PROGRESS == 0:
                    self.tell(f"{name}: {seen:,} rows seen, {moved:,} moved …")
        self.tell(f"{name}: {moved:,} moved")

    def _try(self, name: str, row: Model, move: Callable[[Model], bool]) -> bool:
        try:
            return move(row)
        except NotRotated as fault:
            self.faults += 1
            self.tell_fault(f"{name} of {row.pk} stays as it is: {fault}")
            return False


def encrypted_columns() -> Iterator[tuple[type[Model], str]]:
    """Yield what a model declares as ENCRYPTED_COLUMNS."""
    for model in _declaring("ENCRYPTED_COLUMNS"):
        for column in model.ENCRYPTED_COLUMNS:
            yield model, column


def blind_index_columns() -> Iterator[tuple[type[Model], str, str]]:
    """Yield what a model declares as BLIND_INDEX_COLUMNS: a column, and what tells its value."""
    for model in _declaring("BLIND_INDEX_COLUMNS"):
        for column, told in model.BLIND_INDEX_COLUMNS.items():
            yield model, column, told


def encrypted_under(column: str, version: int) -> Q:
    """Return the condition that a column was encrypted with this version of the key."""
    first, beyond = (each.to_bytes(encryption.VERSION_BYTES) for each in (version, version + 1))
    return Q(**{f"{column}__gte": first, f"{column}__lt": beyond})


def in_batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Yield rows in the order of their primary keys, so many at a time."""
    batch = list(rows.order_by("pk")[:BATCH])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1].pk).order_by("pk")[:BATCH])


def _declaring(declaration: str) -> Iterator[Any]:
    for model in apps.get_models():
        if hasattr(model, declaration) and not model._meta.proxy:
            yield model


def _keys_of_others() -> Iterator[tuple[type[Model], str, type[Model], str]]:
    for model in _declaring("KEYED_BY"):
        for column, sources in model.KEYED_BY.items():
            for source, told in sources:
                yield model, column, apps.get_model(source), told


def _reencrypt(row: Model, column: str) -> bool:
    place, old = encryption.associated_data(row, column), bytes(getattr(row, column))
    try:
        new = encryption.encrypt(encryption.decrypt(old, place), place)
    except encryption.DecryptionFailed:
        raise NotRotated("it does not open.") from None
    return _replace(type(row), column, old, new, pk=row.pk)


def _reindex(row: Model, column: str, told: str) -> bool:
    try:
        old, new = bytes(getattr(row, column)), blind_index.compute(getattr(row, told))
        return old != new and _replace(type(row), column, old, new, pk=row.pk)
    except encryption.DecryptionFailed:
        raise NotRotated("what it is made of does not open.") from None
    except IntegrityError:
        raise NotRotated("another row has the same value.") from None


def _rekey(model: type[Model], column: str, values: list[str]) -> None:
    """Move the rows that stand under older indexes of these values; one that has moved stays."""
    known = [blind_index.compute_all(value) for value in values if value]
    moves = {old: current for current, *older in known for old in older}
    found = model._base_manager.filter(**{f"{column}__in": list(moves)})
    for key in found.values_list(column, flat=True):
        try:
            _replace(model, column, bytes(key), moves[bytes(key)])
        except IntegrityError:
            continue


def _replace(model: type[Model], column: str, old: bytes, new: bytes, **row: Any) -> bool:
    with transaction.atomic():
        unchanged = model._base_manager.filter(**{column: old}, **row)
        return bool(unchanged.update(**{column: new}))
