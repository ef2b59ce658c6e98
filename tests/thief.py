"""Search a stolen database for secrets.

Run as ``python -m tests.thief DATABASE WANTED [--keys FILE]``. The script uses nothing of the site
but the file. WANTED is JSON: the secrets of each kind. The script prints how many of them it finds,
in clear, encoded or hashed. With the key file it also decrypts values, which shows that the search
finds what can be read.
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
SHORT = 4  # digits; they count only as a whole word of a text
NONCE = slice(2, 14)
Keys = dict[str, dict[str, bytes]]


@dataclass(frozen=True)
class Value:
    """The value of one column in one row."""

    table: str
    column: str
    row: str
    content: bytes


def values(database: Path) -> Iterator[Value]:
    """Yield every text and binary value of every table."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            (key,) = connection.execute(KEY_OF, [table]).fetchone() or ("rowid",)
            for row in connection.execute(f'SELECT *, "{key}" AS row_key FROM "{table}"'):
                for column in row.keys():  # noqa: SIM118 (a row is no dictionary)
                    content = row[column]
                    content = content.encode() if isinstance(content, str) else content
                    if isinstance(content, bytes):
                        yield Value(table, column, str(row["row_key"]), content)


def decrypted(value: Value, keys: Keys) -> Iterator[bytes]:
    """Yield the plaintext of an encrypted value, as it is and as plain JSON."""
    nonce, ciphertext = value.content[NONCE], value.content[NONCE.stop :]
    row_keys = [value.row]
    with suppress(ValueError):
        row_keys.append(str(UUID(value.row)))
    for row_key in row_keys:
        associated_data = f"{value.table}.{value.column}:{row_key}".encode()
        for key in keys.get("encryption", {}).values():
            with suppress(InvalidTag, ValueError):
                plaintext = AESGCM(key).decrypt(nonce, ciphertext, associated_data)
                yield plaintext
                with suppress(ValueError):
                    yield json.dumps(json.loads(plaintext), ensure_ascii=False).encode()


def decoded(content: bytes) -> Iterator[bytes]:
    """Yield a value and its parts decoded from base64, as in signed texts."""
    yield content
    for part in re.split(rb"[:.$]", content):
        with suppress(ValueError):
            yield base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))


def encodings(secret: bytes) -> Iterator[bytes]:
    """Yield the encodings and digests of a secret that need no key or a guessable key."""
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
    """A stolen database, decrypted as far as the keys allow."""

    def __init__(self, database: Path, keys: Keys) -> None:
        self.keys = keys
        stored = list(values(database))
        contents = {value.content for value in stored}
        contents.update(text for value in stored for text in decrypted(value, keys))
        contents.update([part for content in contents for part in decoded(content)])
        files = [database, *database.parent.glob(f"{database.name}-*")]  # with deleted content
        raw = b"\n".join(file.read_bytes() for file in files)
        self.all = b"\n".join([raw, *(content for content in contents if content not in raw)])
        self.hashes = set(ARGON2.findall(b"\n".join(contents)))
        self.words = {word for content in contents for word in WORD.findall(content)}

    def has(self, secret: bytes) -> bool:
        if secret in (self.words if len(secret) == SHORT else self.all):
            return True
        return any(form in self.all for form in encodings(secret) if len(form) > 2 * SHORT)

    def passwords(self, candidates: list[str]) -> set[str]:
        """Return the candidates that match one of the hashes."""
        tries = [
            (candidate, hash_, self._form(candidate.encode(), version.decode()))
            for version, hash_ in self.hashes
            for candidate in candidates
        ]
        with ThreadPoolExecutor() as pool:
            return set(filter(None, pool.map(_verify, tries)))

    def _form(self, candidate: bytes, version: str) -> bytes:
        """Return the hashed form of a password, with the pepper if its key is known."""
        if not self.keys:
            return candidate
        return base64.b64encode(hmac.digest(self.keys["pepper"][version], candidate, "sha256"))


def _verify(tried: tuple[str, bytes, bytes]) -> str | None:
    candidate, hash_, form = tried
    try:
        PasswordHasher().verify(f"${hash_.decode()}", form)
    except VerifyMismatchError:
        return None
    return candidate


def search(database: Path, wanted: dict[str, list[str]], keys: Keys) -> dict[str, int]:
    """Return how many of the wanted secrets of each kind the database reveals."""
    loot = Loot(database, keys)
    found = {"passwords": len(loot.passwords(wanted["passwords"]))}
    for kind in wanted.keys() - {"passwords", "seeds"}:
        found[kind] = sum(loot.has(secret.encode()) for secret in wanted[kind])
    return found | {"seeds": sum(loot.has(bytes.fromhex(seed)) for seed in wanted["seeds"])}


def session_keys(database: Path) -> set[str]:
    """Return every text in a table of sessions that could be a session key."""
    rows = [value for value in values(database) if "session" in value.table.lower()]
    texts = {value.content.decode("latin-1") for value in rows} | {value.row for value in rows}
    return {text for text in texts if text.isascii() and text.isalnum() and len(text) >= 20}


def read_keys(path: Path) -> Keys:
    return {
        purpose: {version: base64.b64decode(key) for version, key in versions.items()}
        for purpose, versions in json.loads(path.read_text()).items()
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=Path)
    parser.add_argument("wanted", type=Path)
    parser.add_argument("--keys", type=Path)
    options = parser.parse_args()
    keys = read_keys(options.keys) if options.keys else {}
    print(json.dumps(search(options.database, json.loads(options.wanted.read_text()), keys)))
