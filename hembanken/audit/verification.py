"""Reading the whole journal against its MACs, its heads and an export of them, in one pass."""

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

CHUNK = 2_000  # rows fetched at a time
BEGIN = {
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "sqlite": "BEGIN DEFERRED",  # Reading keeps nobody from writing.
}


@contextmanager
def snapshot() -> Iterator[None]:
    """Read rows and heads as they were at one moment, while others go on writing.

    Django begins neither kind of transaction; inside one that has begun already nothing is done.
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
    """Return the heads in the order of their accounts, without holding them all."""
    return Head.objects.order_by("account_id").iterator(CHUNK)


class Verification:
    """One pass over the audit log, with what was looked at."""

    def __init__(self) -> None:
        self.accounts = self.rows = 0

    def faults(self, anchors: Iterable[Anchor] = ()) -> Iterator[tuple[UUID, str]]:
        """Yield each broken account and the first thing that is wrong with its chain."""
        rows = Entry.objects.order_by("account_id", "sequence")
        told = rows.values_list("mac", *chain.COLUMNS, named=True).iterator(CHUNK)
        of_account = attrgetter("account_id")
        for account_id, found in groupby(merge(anchors, heads(), told, key=of_account), of_account):
            self.accounts += 1
            if fault := self._fault(account_id, found):
                yield account_id, fault

    def _fault(self, account_id: UUID, found: Iterable[Any]) -> str:
        """Return what is wrong; the anchor comes first, then the head, then the rows in order."""
        anchor = last = Anchor(account_id, 0, b"")
        head, fault = None, ""
        for each in found:
            if isinstance(each, Anchor):
                anchor = each
            elif isinstance(each, Head):
                head = each
            else:
                self.rows += 1
                fault = fault or _fault_of_row(each, last) or _fault_at_anchor(each, anchor)
                last = each
        return fault or _fault_of_end(last, anchor) or _fault_of_head(head, last)


def _fault_of_row(row: Any, last: Any) -> str:
    if row.sequence > last.sequence + 1:
        return f"row {last.sequence + 1} is missing."
    if row.sequence <= last.sequence:
        return f"row {row.sequence} stands twice."
    try:
        expected = chain.mac_of_entry(last.mac, row.key_version, row[1:])
    except KeysMissing:
        return f"the key file lacks version {row.key_version}, which row {row.sequence} names."
    is_right = hmac.compare_digest(expected, bytes(row.mac))
    return "" if is_right else f"row {row.sequence} was altered."


def _fault_at_anchor(row: Any, anchor: Anchor) -> str:
    if row.sequence != anchor.sequence or bytes(row.mac) == anchor.mac:
        return ""
    return f"row {row.sequence} is another one than was exported."


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
        return f"its head is not that of its last row, {last.sequence}."
    return ""
