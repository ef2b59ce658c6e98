"""Verify the audit log against its MACs, its heads and an export, in one pass."""

import hmac
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from heapq import merge
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection

from hembanken.audit import chain
from hembanken.audit.exports import Anchor
from hembanken.audit.models import Entry, Head
from hembanken.crypto.keys import KeysMissing

CHUNK_SIZE = 2_000  # rows fetched at a time
BEGIN = {
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "sqlite": "BEGIN DEFERRED",  # A reader does not block writers.
}


@contextmanager
def snapshot() -> Iterator[None]:
    """Read rows and heads from one snapshot while other processes write.

    Django cannot begin such a transaction. Inside a transaction the block does nothing.
    """
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def heads() -> Iterator[Head]:
    """Return the heads in the order of their accounts, without loading all of them."""
    return Head.objects.order_by("account_id").iterator(CHUNK_SIZE)


class Verification:
    """One pass over the audit log; it counts the accounts and rows that were checked."""

    def __init__(self) -> None:
        self.accounts = self.rows = 0

    def faults(self, anchors: Iterable[Anchor] = ()) -> Iterator[tuple[UUID, str]]:
        """Yield each account with a broken chain, and the first fault of the chain."""
        rows = Entry.objects.order_by("account_id", "sequence")
        entries = rows.values_list("mac", *chain.COLUMNS, named=True).iterator(CHUNK_SIZE)
        account_of = attrgetter("account_id")
        merged = merge(anchors, heads(), entries, key=account_of)
        for account_id, records in groupby(merged, account_of):
            self.accounts += 1
            if fault := self._fault(account_id, records):
                yield account_id, fault

    def _fault(self, account_id: UUID, records: Iterable[Any]) -> str:
        """Return the fault of a chain: the anchor comes first, then the head, then the rows."""
        anchor = last = Anchor(account_id, 0, b"")
        head, fault = None, ""
        for record in records:
            if isinstance(record, Anchor):
                anchor = record
            elif isinstance(record, Head):
                head = record
            else:
                self.rows += 1
                fault = fault or _fault_of_row(record, last) or _fault_at_anchor(record, anchor)
                last = record
        return fault or _fault_of_end(last, anchor) or _fault_of_head(head, last)


def _fault_of_row(row: Any, last: Any) -> str:
    if row.sequence > last.sequence + 1:
        return f"row {last.sequence + 1} is missing."
    if row.sequence <= last.sequence:
        return f"row {row.sequence} is a duplicate."
    try:
        expected = chain.mac_of_entry(last.mac, row.key_version, row[1:])
    except KeysMissing:
        return f"the key file lacks version {row.key_version}, which row {row.sequence} names."
    is_valid = hmac.compare_digest(expected, bytes(row.mac))
    return "" if is_valid else f"row {row.sequence} was altered."


def _fault_at_anchor(row: Any, anchor: Anchor) -> str:
    if row.sequence != anchor.sequence or bytes(row.mac) == anchor.mac:
        return ""
    return f"row {row.sequence} differs from the exported row."


def _fault_of_end(last: Any, anchor: Anchor) -> str:
    if last.sequence >= anchor.sequence:
        return ""
    return f"it has {last.sequence} rows, but {anchor.sequence} were exported."


def _fault_of_head(head: Head | None, last: Any) -> str:
    if head is None:
        return "its head is missing."
    if not chain.has_valid_mac(head):
        return "its head was altered."
    if head.sequence > last.sequence:
        return f"row {last.sequence + 1} is missing at the end."
    if head.sequence < last.sequence or bytes(head.mac) != bytes(last.mac):
        return f"its head does not match its last row, {last.sequence}."
    return ""
