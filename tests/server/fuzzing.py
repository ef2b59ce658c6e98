"""Requests that no browser sends: seeded, so that what was found once is found again.

About half of what is in a request is as it should be, so that the other half comes far.
"""

import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from tests.server.oddities import (
    BROKEN,
    FIELDS,
    HEADERS,
    HOSTS,
    LANGUAGES,
    METHODS,
    MUTATIONS,
    NUMBERS,
    ODD,
    TYPES,
)

FORM = "application/x-www-form-urlencoded"
BIG = 3_000_000  # over Django's limit for a body
NOT_TO_LOSE = "/logga-ut/"  # the session that the rest of the run is logged in with


@dataclass(frozen=True)
class Ask:
    """The bytes of one request; a broken one has a connection of its own, which is then closed."""

    raw: bytes = field(repr=False)
    method: str
    path: str
    size: int = 0
    is_broken: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.path[:80]!r}: {self.raw[:1_500]!r}"


@dataclass
class Fuzzer:
    """Makes requests to these paths, some with the cookies and the token of a browser."""

    seed: int
    paths: list[str]
    visitors: list[tuple[str, str]]  # the cookies and the CSRF token of each

    def __post_init__(self) -> None:
        self.luck = random.Random(self.seed)

    def asks(self, count: int) -> Iterator[Ask]:
        for _ in range(count):
            yield self._broken() if self.luck.random() < 0.02 else self._ask()

    def _ask(self) -> Ask:
        method, path = self._method(), self._path()
        cookies, token = self.luck.choice(self.visitors)
        if path.startswith(NOT_TO_LOSE):
            cookies = ""
        kind, body = self._body(token) if method not in ("GET", "HEAD") else ("", b"")
        headers = self._headers(cookies, kind)
        lines = [f"{method} {path} HTTP/1.1", *headers, f"Content-Length: {len(body)}", "", ""]
        raw = "\r\n".join(lines).encode("utf-8", "surrogateescape") + body
        return Ask(raw, method, path, len(body))

    def _broken(self) -> Ask:
        raw = self.luck.choice(BROKEN)
        if self.luck.random() < 0.5:
            cut = self.luck.randrange(len(raw))
            raw = raw[:cut] + self.luck.randbytes(self.luck.randrange(8)) + raw[cut:]
        return Ask(raw, "-", "broken", is_broken=True)

    def _method(self) -> str:
        invented = "".join(self.luck.choices(string.ascii_uppercase, k=self.luck.randint(1, 30)))
        return self._mostly(self.luck.choice(["GET", "POST"]), [*METHODS, invented])

    def _path(self) -> str:
        path = self.luck.choice(self.paths)
        if self.luck.random() < 0.5:
            return path + self.luck.choice(["", "", f"?{self._form(3)}", "?next=//evil.example"])
        return self.luck.choice(MUTATIONS)(self.luck, path)

    def _headers(self, cookies: str, kind: str) -> Iterator[str]:
        yield f"Host: {self._mostly('127.0.0.1', ['127.0.0.1'] * 20 + HOSTS)}"
        if kind:
            yield f"Content-Type: {kind}"
        if cookies:
            yield f"Cookie: {self._mostly(cookies, [f'{cookies}x', 'a=' + 'b' * 3_000, '=;=;;,'])}"
        for name in self.luck.sample(HEADERS, self.luck.choice([0, 0, 1, 3, 20])):
            values = LANGUAGES if name == "Accept-Language" else [*ODD, "127.0.0.1", "1" * 60]
            yield f"{name}: {_on_one_line(self.luck.choice(values))}"
        if self.luck.random() < 0.02:
            yield from (f"X-Many-{number}: {number}" for number in range(80))

    def _body(self, token: str) -> tuple[str, bytes]:
        make: Callable[[str], tuple[str, bytes]] = self.luck.choices(
            [self._right, self._odd_form, self._multipart, self._binary, self._huge],
            [10, 60, 15, 14, 0.2],
        )[0]
        return make(token)

    def _right(self, token: str) -> tuple[str, bytes]:
        right = {"number": "198810152390", "password": "9513", "code": "12345678", "key": "OK"}
        return FORM, urlencode(right | {"csrfmiddlewaretoken": token}).encode()

    def _odd_form(self, token: str) -> tuple[str, bytes]:
        kind = self._mostly(FORM, TYPES)
        count = self.luck.choice([0, 1, 3, 8, 8, 8, 1_200])
        return kind, f"csrfmiddlewaretoken={token}&{self._form(count)}".encode()

    def _multipart(self, token: str) -> tuple[str, bytes]:
        parts = {"csrfmiddlewaretoken": token, self._field(): self.luck.choice(ODD)}
        lines = [
            f'--fuzz\r\nContent-Disposition: form-data; name="{name}"'
            f"{self._mostly('', ['; filename="a"', '; filename*=utf-8', '; filename="../x"'])}"
            f"\r\n\r\n{text}\r\n"
            for name, text in parts.items()
        ]
        body = "".join(lines) + self._mostly("--fuzz--\r\n", ["", "--fuzz", "--fuz--"])
        return "multipart/form-data; boundary=fuzz", body.encode("utf-8", "surrogateescape")

    def _binary(self, token: str) -> tuple[str, bytes]:
        return self._mostly(FORM, TYPES), self.luck.randbytes(self.luck.choice([1, 50, 9_000]))

    def _huge(self, token: str) -> tuple[str, bytes]:
        return FORM, f"csrfmiddlewaretoken={token}&number=".encode() + b"1" * BIG

    def _form(self, count: int) -> str:
        pairs = [(self._field(), self.luck.choice(NUMBERS + ODD)) for _ in range(count)]
        return "&".join(
            f"{name}={quote(text.encode('utf-8', 'surrogateescape'))}" for name, text in pairs
        )

    def _field(self) -> str:
        return self.luck.choice(FIELDS)

    def _mostly(self, usual: str, odd: list[str]) -> str:
        return usual if self.luck.random() < 0.8 else self.luck.choice(odd)


def _on_one_line(text: str) -> str:
    return text.replace("\r", "").replace("\n", "").replace("\0", "")
