"""Bringing everything under the current keys while the site runs.

Each row is updated only if it still has the value that was read, so a concurrent change is never
lost. The models declare which columns are rotated, and each row shows whether it has been: an
interrupted run is simply repeated.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Model, Q, QuerySet

from hembanken.crypto import blind_index, encryption
from hembanken.crypto.keys import keyring

CHUNK_SIZE = 500  # rows read at a time
PROGRESS_INTERVAL = 10_000  # rows between two reports
Report = Callable[[str], None]


class NotRotated(Exception):
    """A row cannot be brought under the current key; the message says why."""


class Rotation:
    """One pass over everything that depends on keys; `faults` counts the rows left as they are."""

    def __init__(self, report: Report, report_fault: Report) -> None:
        self.report = report
        self.report_fault = report_fault
        self.faults = 0

    def run(self) -> None:
        """Rotate encrypted columns, blind indexes, and the keys derived from other models."""
        current, _key = keyring().current("encryption")
        for model, column in encrypted_columns():
            rows = model._base_manager.exclude(encrypted_under(column, current))
            rows = rows.filter(**{f"{column}__isnull": False})
            self._rotate(rows, column, partial(_reencrypt, column=column))
        for model, column, source in blind_index_columns():
            reindex = partial(_reindex, column=column, source=source)
            self._rotate(model._base_manager.all(), column, reindex)
        for model, column, source_model, source in _keyed_columns():
            for chunk in in_chunks(source_model._base_manager.all()):
                _rekey(model, column, [getattr(row, source) for row in chunk])

    def _rotate(self, rows: QuerySet[Any], column: str, move: Callable[[Model], bool]) -> None:
        name, seen, moved = f"{rows.model._meta.db_table}.{column}", 0, 0
        for chunk in in_chunks(rows):
            for row in chunk:
                seen += 1
                moved += self._try(name, row, move)
                if seen % PROGRESS_INTERVAL == 0:
                    self.report(f"{name}: {seen:,} rows seen, {moved:,} moved …")
        self.report(f"{name}: {moved:,} moved")

    def _try(self, name: str, row: Model, move: Callable[[Model], bool]) -> bool:
        try:
            return move(row)
        except NotRotated as fault:
            self.faults += 1
            self.report_fault(f"{name} of {row.pk} stays as it is: {fault}")
            return False


def encrypted_columns() -> Iterator[tuple[type[Model], str]]:
    """Yield each model and column declared in ENCRYPTED_COLUMNS."""
    for model in _models_with("ENCRYPTED_COLUMNS"):
        for column in model.ENCRYPTED_COLUMNS:
            yield model, column


def blind_index_columns() -> Iterator[tuple[type[Model], str, str]]:
    """Yield each model, index column and source attribute declared in BLIND_INDEX_COLUMNS."""
    for model in _models_with("BLIND_INDEX_COLUMNS"):
        for column, source in model.BLIND_INDEX_COLUMNS.items():
            yield model, column, source


def encrypted_under(column: str, version: int) -> Q:
    """Return the condition that a column was encrypted with this key version."""
    first, end = (number.to_bytes(encryption.VERSION_BYTES) for number in (version, version + 1))
    return Q(**{f"{column}__gte": first, f"{column}__lt": end})


def in_chunks(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Yield chunks of rows in the order of their primary keys."""
    chunk = list(rows.order_by("pk")[:CHUNK_SIZE])
    while chunk:
        yield chunk
        chunk = list(rows.filter(pk__gt=chunk[-1].pk).order_by("pk")[:CHUNK_SIZE])


def _models_with(declaration: str) -> Iterator[Any]:
    for model in apps.get_models():
        if hasattr(model, declaration) and not model._meta.proxy:
            yield model


def _keyed_columns() -> Iterator[tuple[type[Model], str, type[Model], str]]:
    for model in _models_with("KEYED_BY"):
        for column, sources in model.KEYED_BY.items():
            for source_model, source in sources:
                yield model, column, apps.get_model(source_model), source


def _reencrypt(row: Model, column: str) -> bool:
    old = bytes(getattr(row, column))
    try:
        encryption.encrypt_column(row, column, encryption.decrypt_column(row, column))
    except encryption.DecryptionFailed:
        raise NotRotated("the value cannot be decrypted.") from None
    return _replace(type(row), column, old, getattr(row, column), pk=row.pk)


def _reindex(row: Model, column: str, source: str) -> bool:
    try:
        old, new = bytes(getattr(row, column)), blind_index.compute(getattr(row, source))
        return old != new and _replace(type(row), column, old, new, pk=row.pk)
    except encryption.DecryptionFailed:
        raise NotRotated("the indexed value cannot be decrypted.") from None
    except IntegrityError:
        raise NotRotated("another row has the same value.") from None


def _rekey(model: type[Model], column: str, values: list[str]) -> None:
    """Move the rows stored under older indexes of these values, unless a current row exists."""
    indexes = [blind_index.compute_all(value) for value in values if value]
    moves = {old: current for current, *older in indexes for old in older}
    rows = model._base_manager.filter(**{f"{column}__in": list(moves)})
    for key in rows.values_list(column, flat=True):
        try:
            _replace(model, column, bytes(key), moves[bytes(key)])
        except IntegrityError:
            continue


def _replace(model: type[Model], column: str, old: bytes, new: bytes, **row: Any) -> bool:
    with transaction.atomic():
        unchanged = model._base_manager.filter(**{column: old}, **row)
        return bool(unchanged.update(**{column: new}))
