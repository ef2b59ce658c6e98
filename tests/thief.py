"""What a thief of the database finds in it.

Run as ``python -m tests.thief DATABASE WANTED [--keys FILE]``. It knows nothing of the site but
the file. WANTED is JSON, what there would be to find of each kind; the script says of how much of
it there is a trace, in clear or disguised. With the key file it opens whatever that opens, which
shows that it would have found the rest.
"""

import argparse
import base64
import hashlib
import hmac
import json
import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HASHES = ("md5", "sha1", "sha256")
GUESSES = (b"", b"0" * 32, bytes(32), b"secret", b"changeme", b"hembanken", b"django-insecure")
ARGON2 = re.compile(rb"argon2\w*\$(?:(\d+)\$)?(argon2id\$v=19\$[\w=,]+\$[\w+/]+\$[\w+/]{43})")
WORD = re.compile(rb"(?<![\w.])\d{4}(?![\w.])")
KEY_OF = "SELECT name FROM pragma_table_info(?) WHERE pk = 1"
SHORT = 4  # digits, which stand by themselves in a longer text or are no trace
GCM = slice(2, 14)
Keys = dict[str, dict[str, bytes]]


@dataclass(frozen=True)
class Value:
    """What stands in one column of one row."""

    table: str
    column: str
    row: str
    content: bytes


def values(database: Path) -> Iterator[Value]:
    """Return every text and every binary value of every table."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            (key,) = connection.execute(KEY_OF, [table]).fetchone() or ("rowid",)
            for row in connection.execute(f'SELECT *, "{key}" AS its_key FROM "{table}"'):
                for column in row.keys():  # noqa: SIM118 (a row is no dictionary)
                    if isinstance(row[column], str | bytes):
                        content = row[column]
                        content = content.encode() if isinstance(content, str) else content
                        yield Value(table, column, str(row["its_key"]), content)


def opened(value: Value, keys: Keys) -> Iterator[bytes]:
    """Return what a encrypted value says, for whoever has the keys."""
    places = [value.row]
    with suppress(ValueError):
        places.append(str(UUID(value.row)))
    for place in places:
        for key in keys.get("encryption", {}).values():
            named = f"{value.table}.{value.column}:{place}".encode()
            with suppress(InvalidTag, ValueError):
                told = AESGCM(key).decrypt(value.content[GCM], value.content[GCM.stop :], named)
                yield told
                with suppress(ValueError):
                    yield json.dumps(json.loads(told), ensure_ascii=False).encode()


def unpacked(content: bytes) -> Iterator[bytes]:
    """Return a value and what it says when it is base64, as signed texts are."""
    yield content
    for part in re.split(rb"[:.$]", content):
        with suppress(ValueError):
            yield base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))


def disguises(secret: bytes) -> Iterator[bytes]:
    """Return how a secret may stand somewhere without a key, or with one that can be guessed."""
    digests = [hashlib.new(name, secret).digest() for name in HASHES]
    digests += [hmac.digest(guess, secret, name) for guess in GUESSES for name in HASHES]
    for form in (secret, secret[::-1], *digests):
        yield from (form, form.hex().encode(), form.hex().upper().encode())
        yield base64.b64encode(form).rstrip(b"=")
        yield base64.urlsafe_b64encode(form).rstrip(b"=")
        yield base64.b32encode(form).rstrip(b"=")
    with suppress(UnicodeDecodeError):
        text = secret.decode()
        yield from (text.encode("utf-16-le"), text.encode("utf-16-be"), quote(text).encode())
        yield json.dumps(text)[1:-1].encode()


class Loot:
    """A stolen database, opened as far as it goes."""

    def __init__(self, database: Path, keys: Keys) -> None:
        self.keys = keys
        found = list(values(database))
        told = [told for value in found for told in opened(value, keys)]
        self.contents = [value.content for value in found] + told
        said = {each for content in self.contents for each in unpacked(content)}
        self.contents += said.difference(self.contents)
        files = [database, *database.parent.glob(f"{database.name}-*")]  # and what was removed
        raw = b"\n".join(file.read_bytes() for file in files)
        self.all = b"\n".join([raw, *(each for each in self.contents if each not in raw)])
        self.hashes = set(ARGON2.findall(b"\n".join(self.contents)))
        self.words = {word for content in self.contents for word in WORD.findall(content)}

    def has(self, secret: bytes) -> bool:
        is_word = len(secret) == SHORT
        seen = (each for each in disguises(secret) if len(each) > 2 * SHORT)
        return (secret in self.words if is_word else secret in self.all) or any(
            each in self.all for each in seen
        )

    def passwords(self, candidates: list[str], hashes: set[tuple[bytes, bytes]]) -> set[str]:
        """Return the candidates that one of these hashes knows."""
        tries = [
            (candidate, hash_, self._form(candidate.encode(), version.decode()))
            for version, hash_ in hashes
            for candidate in candidates
        ]
        with ThreadPoolExecutor() as pool:
            return set(filter(None, pool.map(_known, tries)))

    def _form(self, candidate: bytes, version: str) -> bytes:
        """Return what was hashed: with the pepper, where the thief has it."""
        if not self.keys:
            return candidate
        return base64.b64encode(hmac.digest(self.keys["pepper"][version], candidate, "sha256"))


def _known(tried: tuple[str, bytes, bytes]) -> str | None:
    candidate, hash_, form = tried
    try:
        PasswordHasher().verify(f"${hash_.decode()}", form)
    except VerifyMismatchError:
        return None
    return candidate


def search(database: Path, wanted: dict[str, list[str]], keys: Keys) -> dict[str, int]:
    """Return how many of the wanted secrets of each kind the database gives away."""
    loot = Loot(database, keys)
    known = set(wanted["passwords"])
    cracked = loot.passwords(wanted.get("tried", []) + sorted(known), loot.hashes)
    found = {"passwords": len(cracked & known)}
    for kind in wanted.keys() - {"passwords", "tried", "seeds"}:
        found[kind] = sum(loot.has(secret.encode()) for secret in wanted[kind])
    return found | {"seeds": sum(loot.has(bytes.fromhex(seed)) for seed in wanted["seeds"])}


def session_keys(database: Path) -> set[str]:
    """Return whatever of a table of sessions could be a session's key."""
    rows = [value for value in values(database) if "session" in value.table.lower()]
    texts = {value.content.decode("latin-1") for value in rows} | {each.row for each in rows}
    return {text for text in texts if text.isascii() and text.isalnum() and len(text) >= 20}


def read_keys(path: Path) -> Keys:
    told = json.loads(path.read_text())
    return {
        purpose: {version: base64.b64decode(key) for version, key in versions.items()}
        for purpose, versions in told.items()
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=Path)
    parser.add_argument("wanted", type=Path)
    parser.add_argument("--keys", type=Path)
    told = parser.parse_args()
    keys = read_keys(told.keys) if told.keys else {}
    print(json.dumps(search(told.database, json.loads(told.wanted.read_text()), keys)))
