"""The chain of an account's events: what each keyed MAC covers, and how a chain grows.

The MAC of a row covers all its columns and the MAC of the previous row. The MAC of a head covers
the sequence and the MAC of the last row. Each MAC begins with its purpose, so that one cannot serve
as the other.
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
# The columns of a head that a new row changes, besides the sequence.
HEAD_COLUMNS = ("mac", "key_version", "head_mac")
UPDATE_HEAD = CompiledQuery(
    lambda: Head.objects.filter(account_id=Parameter(Head, "account_id")),
    lambda: {name: Parameter(Head, name) for name in HEAD_COLUMNS},
)
CHUNK_SIZE = 1_000  # heads in one statement
NEW_HEAD = "(%s, %s, %s, 0, %s)"
LOCK_HEADS = """
INSERT INTO audit_head (account_id, sequence, mac, key_version, head_mac) VALUES {heads}
ON CONFLICT (account_id) DO UPDATE SET sequence = audit_head.sequence + EXCLUDED.sequence
RETURNING account_id, sequence, mac, key_version, head_mac
"""
log = logging.getLogger(__name__)


def mac(purpose: str, key_version: int, *values: object) -> bytes:
    """Return the MAC of values for one purpose; JSON separates the values unambiguously."""
    key = keyring().version("audit", key_version)
    text = json.dumps([f"audit.{purpose}", key_version, *values], default=_plain)
    return hmac.digest(key, text.encode("ascii"), "sha256")


def mac_of_entry(previous: bytes | memoryview, key_version: int, values: Iterable[object]) -> bytes:
    """Return the MAC of a row from the previous MAC and the values in the order of COLUMNS."""
    return mac("entry", key_version, previous, *values)


def has_valid_mac(head: Head) -> bool:
    """Return whether the bank wrote the head."""
    try:
        return hmac.compare_digest(bytes(head.head_mac), _head_mac(head))
    except KeysMissing:
        return False


def extend(entries: Iterable[Entry]) -> None:
    """Append events to the chains of their accounts, in three statements.

    An upsert numbers the new rows and locks the heads in the order of their accounts: until it
    commits, a process has the chain to itself.
    """
    account_id = attrgetter("account_id")
    chains = [list(chain) for _, chain in groupby(sorted(entries, key=account_id), account_id)]
    for chunk in batched(chains, CHUNK_SIZE):
        heads = [_link(head, new) for head, new in zip(_lock_heads(chunk), chunk, strict=True)]
        _write([entry for new in chunk for entry in new], heads)


def _lock_heads(chains: Sequence[list[Entry]]) -> list[Head]:
    """Return the heads in the order of the chains; their sequences include the new rows."""
    adapt = Head._meta.pk.get_db_prep_value
    values: list[Any] = []
    for new in chains:
        values += [adapt(new[0].account_id, connection), len(new), b"", b""]
    with connection.cursor() as cursor:
        cursor.execute(LOCK_HEADS.format(heads=", ".join([NEW_HEAD] * len(chains))), values)
        heads = {UUID(str(row[0])): Head(*row) for row in cursor.fetchall()}
    return [heads[new[0].account_id] for new in chains]


def _link(head: Head, entries: list[Entry]) -> Head:
    """Number the events, chain them to the last row, and return the updated head.

    A head that the bank did not write never receives a valid MAC again; otherwise the next event
    would hide that somebody changed the audit log.
    """
    head.sequence -= len(entries)
    is_valid = has_valid_mac(head) or not head.sequence
    head.key_version, _key = keyring().current("audit")
    for entry in entries:
        head.sequence += 1
        entry.sequence, entry.key_version = head.sequence, head.key_version
        values = [getattr(entry, column) for column in COLUMNS]
        entry.mac = head.mac = mac_of_entry(head.mac, head.key_version, values)
    head.head_mac = _head_mac(head) if is_valid else b""
    if not is_valid:
        log.error("The audit log of account %s is broken: run verify_audit.", head.account_id)
    return head


def _write(entries: Sequence[Entry], heads: Sequence[Head]) -> None:
    """Write the rows, then the heads; a single event uses compiled queries."""
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
