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

from hembanken.audit.models import Entry, Head
from hembanken.crypto.keys import KeysMissing, keyring
from hembanken.db.compiled_queries import CompiledQuery, Parameter, insert_row

COLUMNS = tuple(field.attname for field in Entry._meta.concrete_fields if field.name != "mac")
HEAD_COLUMNS = (
    "mac",
    "key_version",
    "head_mac",
)  # what a new row changes of a head, besides its number
UPDATE_HEAD = CompiledQuery(
    lambda: Head.objects.filter(account_id=Parameter(Head, "account_id")),
    lambda: {name: Parameter(Head, name) for name in HEAD_COLUMNS},
)
CHUNK = 1_000  # heads in one statement
NEW_HEAD = "(%s, %s, %s, 0, %s)"
LOCK_HEADS = """
INSERT INTO audit_head (account_id, sequence, mac, key_version, head_mac) VALUES {heads}
ON CONFLICT (account_id) DO UPDATE SET sequence = audit_head.sequence + EXCLUDED.sequence
RETURNING account_id, sequence, mac, key_version, head_mac
"""
log = logging.getLogger(__name__)


def mac(purpose: str, key_version: int, *values: object) -> bytes:
    """Return the MAC of values for one purpose; JSON tells where each of them ends."""
    key = keyring().version("audit", key_version)
    text = json.dumps([f"audit.{purpose}", key_version, *values], default=_plain)
    return hmac.digest(key, text.encode("ascii"), "sha256")


def mac_of_entry(previous: bytes | memoryview, key_version: int, values: Iterable[object]) -> bytes:
    """Return the MAC of a row with these values, in the order of COLUMNS, after another row."""
    return mac("entry", key_version, previous, *values)


def has_valid_mac(head: Head) -> bool:
    """Tell whether a head was written by the bank."""
    try:
        return hmac.compare_digest(bytes(head.head_mac), _head_mac(head))
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

    A head that the bank did not write is never encrypted again, else the next event would make
    good what somebody has done to the audit log.
    """
    head.sequence -= len(entries)
    is_sound = has_valid_mac(head) or not head.sequence
    head.key_version, _key = keyring().current("audit")
    for entry in entries:
        head.sequence += 1
        entry.sequence, entry.key_version = head.sequence, head.key_version
        values = [getattr(entry, column) for column in COLUMNS]
        entry.mac = head.mac = mac_of_entry(head.mac, head.key_version, values)
    head.head_mac = _head_mac(head) if is_sound else b""
    if not is_sound:
        log.error("The audit log of account %s is broken: run verify_audit.", head.account_id)
    return head


def _write(entries: Sequence[Entry], heads: Sequence[Head]) -> None:
    """Write rows and the heads after them, of one event by statements that were written before."""
    if len(entries) == 1:
        insert_row(entries[0])
        [head] = heads
        UPDATE_HEAD.update(**{name: getattr(head, name) for name in ("account_id", *HEAD_COLUMNS)})
    else:
        Entry.objects.bulk_create(entries)
        Head.objects.bulk_create(
            heads, update_conflicts=True, unique_fields=["account_id"], update_fields=HEAD_COLUMNS
        )


def _head_mac(head: Head) -> bytes:
    return mac("head", head.key_version, head.account_id, head.sequence, head.mac)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.hex if isinstance(value, UUID) else bytes(value).hex()  # type: ignore[call-overload]
