"""Export the heads of all chains to a signed file, which reveals a rolled-back database.

The file has one line of JSON for each head, ``[account, sequence, MAC]`` in the order of accounts.
The last line authenticates the time, the count and the digest of the heads with a MAC.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from hembanken.audit import chain
from hembanken.audit.models import Head
from hembanken.crypto.keys import KeysMissing, keyring


class Anchor(NamedTuple):
    account_id: UUID
    sequence: int
    mac: bytes


class ExportRefused(Exception):
    """The file is not an export that this bank has signed."""


def write(path: Path, heads: Iterable[Head], at: datetime) -> int:
    """Write the heads to a new signed file and return their count."""
    count, digest = 0, hashlib.sha256()
    with path.open("xb") as file:
        for head in heads:
            line = _line([head.account_id.hex, head.sequence, bytes(head.mac).hex()])
            count += 1
            digest.update(line)
            file.write(line)
        version, _key = keyring().current("audit")
        signed = [at.isoformat(), count, digest.hexdigest()]
        file.write(_line([version, *signed, chain.mac("export", version, *signed).hex()]))
        file.flush()
        os.fsync(file.fileno())
    return count


def read(path: Path) -> Iterator[Anchor]:
    """Return the heads of a file in order, or raise ExportRefused before the first."""
    count, digest, last = -1, hashlib.sha256(), b""
    with path.open("rb") as file:
        for line in file:
            count += 1
            digest.update(last)
            last = line
    if not _is_signed(last, count, digest.hexdigest()):
        raise ExportRefused(
            f"{path} is not an export of this bank, or it was altered or truncated."
        )
    return _anchors(path)


def _is_signed(last: bytes, count: int, digest: str) -> bool:
    try:
        version, *signed, signature = json.loads(last)
        expected = chain.mac("export", version, *signed).hex()
        return hmac.compare_digest(signature, expected) and signed[1:] == [count, digest]
    except (KeysMissing, TypeError, ValueError):
        return False


def _anchors(path: Path) -> Iterator[Anchor]:
    with path.open("rb") as file:
        for line, _next in pairwise(file):
            account, sequence, mac = json.loads(line)
            yield Anchor(UUID(account), sequence, bytes.fromhex(mac))


def _line(values: list[object]) -> bytes:
    return json.dumps(values).encode("ascii") + b"\n"
