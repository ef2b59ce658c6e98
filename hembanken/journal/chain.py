"""The chain of an account's events: what each keyed MAC covers, and how a chain grows.

A row's MAC covers all its columns and the MAC of the row before it; the head's covers the number
and the MAC of the last row. The purpose in front keeps the one from serving as the other.
"""

import hmac
import json
import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import batched, groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection

from hembanken.journal.models import Entry, Head
from hembanken.keys import KeysMissing, keyring
from hembanken.prepared import Slot, Statement, insert

COLUMNS = tuple(field.attname for field in Entry._meta.concrete_fields if field.name != "mac")
SEAL = ("mac", "key_version", "seal")  # what a new row changes of a head, besides its number
SEALED = Statement(
    lambda: Head.objects.filter(account_id=Slot(Head, "account_id")),
    lambda: {name: Slot(Head, name) for name in SEAL},
)
CHUNK = 1_000  # heads in one statement
NEW_HEAD = "(%s, %s, %s, 0, %s)"
LOCK_HEADS = """
INSERT INTO journal_head (account_id, sequence, mac, key_version, seal) VALUES {heads}
ON CONFLICT (account_id) DO UPDATE SET sequence = journal_head.sequence + EXCLUDED.sequence
RETURNING account_id, sequence, mac, key_version, seal
"""
log = logging.getLogger(__name__)


def mac(purpose: str, key_version: int, *values: object) -> bytes:
    """Return the MAC of values for one purpose; JSON tells where each of them ends."""
    key = keyring().version("journal", key_version)
    text = json.dumps([f"journal.{purpose}", key_version, *values], default=_plain)
    return hmac.digest(key, text.encode("ascii"), "sha256")


def mac_of_entry(previous: bytes | memoryview, key_version: int, values: Iterable[object]) -> bytes:
    """Return the MAC of a row with these values, in the order of COLUMNS, after another row."""
    return mac("entry", key_version, previous, *values)


def has_its_seal(head: Head) -> bool:
    """Tell whether a head was written by the bank."""
    try:
        return hmac.compare_digest(bytes(head.seal), _seal(head))
    except KeysMissing:
        return False


def extend(entries: Iterable[Entry]) -> None:
    """Write events at the ends of their accounts' chains, in three statements.

    The heads are locked in the order of their accounts by an upsert that numbers the new rows:
    of any number of processes each has a chain for itself until it commits.
    """
    of_account = attrgetter("account_id")
    chains = [list(own) for _, own in groupby(sorted(entries, key=of_account), of_account)]
    for some in batched(chains, CHUNK):
        heads = [_link(head, own) for head, own in zip(_lock_heads(some), some, strict=True)]
        _write([entry for own in some for entry in own], heads)


def _lock_heads(chains: Sequence[list[Entry]]) -> list[Head]:
    """Return the heads in the order of the chains, the new rows counted in."""
    adapted = Head._meta.pk.get_db_prep_value
    values: list[Any] = []
    for own in chains:
        values += [adapted(own[0].account_id, connection), len(own), b"", b""]
    with connection.cursor() as cursor:
        cursor.execute(LOCK_HEADS.format(heads=", ".join([NEW_HEAD] * len(chains))), values)
        heads = {UUID(str(row[0])): Head(*row) for row in cursor.fetchall()}
    return [heads[own[0].account_id] for own in chains]


def _link(head: Head, entries: list[Entry]) -> Head:
    """Number the events and chain them to the head's last row; return the head after them.

    A head that the bank did not write is never sealed again, else the next event would make
    good what somebody has done to the journal.
    """
    head.sequence -= len(entries)
    is_sound = has_its_seal(head) or not head.sequence
    head.key_version, _key = keyring().current("journal")
    for entry in entries:
        head.sequence += 1
        entry.sequence, entry.key_version = head.sequence, head.key_version
        values = [getattr(entry, column) for column in COLUMNS]
        entry.mac = head.mac = mac_of_entry(head.mac, head.key_version, values)
    head.seal = _seal(head) if is_sound else b""
    if not is_sound:
        log.error("The journal of account %s is broken: run verify_journal.", head.account_id)
    return head


def _write(entries: Sequence[Entry], heads: Sequence[Head]) -> None:
    """Write rows and the heads after them, of one event by statements that were written before."""
    if len(entries) == 1:
        insert(entries[0])
        [head] = heads
        SEALED.update(**{name: getattr(head, name) for name in ("account_id", *SEAL)})
    else:
        Entry.objects.bulk_create(entries)
        Head.objects.bulk_create(
            heads, update_conflicts=True, unique_fields=["account_id"], update_fields=SEAL
        )


def _seal(head: Head) -> bytes:
    return mac("head", head.key_version, head.account_id, head.sequence, head.mac)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.hex if isinstance(value, UUID) else bytes(value).hex()  # type: ignore[call-overload]
