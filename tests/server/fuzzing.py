"""Random requests that no browser sends; the same seed gives the same requests.

About half of the parts of a request are valid, so that the other half reaches the site's code.
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
LOGOUT = "/logga-ut/"  # sent without cookies, because later requests need the session


@dataclass(frozen=True)
class Request:
    """The bytes of one request; a broken one is sent over its own connection."""

    raw: bytes = field(repr=False)
    method: str
    path: str
    size: int = 0
    is_broken: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.path[:80]!r}: {self.raw[:1_500]!r}"


@dataclass
class Fuzzer:
    """A generator of requests to these paths, with the cookies and tokens of some browsers."""

    seed: int
    paths: list[str]
    browsers: list[tuple[str, str]]  # the cookies and the CSRF token of each

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)

    def requests(self, count: int) -> Iterator[Request]:
        for _ in range(count):
            yield self._broken() if self.rng.random() < 0.02 else self._request()

    def _request(self) -> Request:
        method, path = self._method(), self._path()
        cookies, token = self.rng.choice(self.browsers)
        if path.startswith(LOGOUT):
            cookies = ""
        kind, body = self._body(token) if method not in ("GET", "HEAD") else ("", b"")
        headers = self._headers(cookies, kind)
        lines = [f"{method} {path} HTTP/1.1", *headers, f"Content-Length: {len(body)}", "", ""]
        raw = "\r\n".join(lines).encode("utf-8", "surrogateescape") + body
        return Request(raw, method, path, len(body))

    def _broken(self) -> Request:
        raw = self.rng.choice(BROKEN)
        if self.rng.random() < 0.5:
            cut = self.rng.randrange(len(raw))
            raw = raw[:cut] + self.rng.randbytes(self.rng.randrange(8)) + raw[cut:]
        return Request(raw, "-", "broken", is_broken=True)

    def _method(self) -> str:
        invented = "".join(self.rng.choices(string.ascii_uppercase, k=self.rng.randint(1, 30)))
        return self._mostly(self.rng.choice(["GET", "POST"]), [*METHODS, invented])

    def _path(self) -> str:
        path = self.rng.choice(self.paths)
        if self.rng.random() < 0.5:
            return path + self.rng.choice(["", "", f"?{self._form(3)}", "?next=//evil.example"])
        return self.rng.choice(MUTATIONS)(self.rng, path)

    def _headers(self, cookies: str, kind: str) -> Iterator[str]:
        yield f"Host: {self._mostly('127.0.0.1', ['127.0.0.1'] * 20 + HOSTS)}"
        if kind:
            yield f"Content-Type: {kind}"
        if cookies:
            yield f"Cookie: {self._mostly(cookies, [f'{cookies}x', 'a=' + 'b' * 3_000, '=;=;;,'])}"
        for name in self.rng.sample(HEADERS, self.rng.choice([0, 0, 1, 3, 20])):
            values = LANGUAGES if name == "Accept-Language" else [*ODD, "127.0.0.1", "1" * 60]
            value = self.rng.choice(values).translate(dict.fromkeys(map(ord, "\r\n\0")))
            yield f"{name}: {value}"
        if self.rng.random() < 0.02:
            yield from (f"X-Many-{number}: {number}" for number in range(80))

    def _body(self, token: str) -> tuple[str, bytes]:
        make: Callable[[str], tuple[str, bytes]] = self.rng.choices(
            [self._valid, self._odd_form, self._multipart, self._binary, self._huge],
            [10, 60, 15, 14, 0.2],
        )[0]
        return make(token)

    def _valid(self, token: str) -> tuple[str, bytes]:
        form = {"number": "198810152390", "password": "9513", "code": "12345678", "key": "OK"}
        return FORM, urlencode(form | {"csrfmiddlewaretoken": token}).encode()

    def _odd_form(self, token: str) -> tuple[str, bytes]:
        kind = self._mostly(FORM, TYPES)
        count = self.rng.choice([0, 1, 3, 8, 8, 8, 1_200])
        return kind, f"csrfmiddlewaretoken={token}&{self._form(count)}".encode()

    def _multipart(self, token: str) -> tuple[str, bytes]:
        parts = {"csrfmiddlewaretoken": token, self.rng.choice(FIELDS): self.rng.choice(ODD)}
        lines = [
            f'--fuzz\r\nContent-Disposition: form-data; name="{name}"'
            f"{self._mostly('', ['; filename="a"', '; filename*=utf-8', '; filename="../x"'])}"
            f"\r\n\r\n{text}\r\n"
            for name, text in parts.items()
        ]
        body = "".join(lines) + self._mostly("--fuzz--\r\n", ["", "--fuzz", "--fuz--"])
        return "multipart/form-data; boundary=fuzz", body.encode("utf-8", "surrogateescape")

    def _binary(self, token: str) -> tuple[str, bytes]:
        return self._mostly(FORM, TYPES), self.rng.randbytes(self.rng.choice([1, 50, 9_000]))

    def _huge(self, token: str) -> tuple[str, bytes]:
        return FORM, f"csrfmiddlewaretoken={token}&number=".encode() + b"1" * BIG

    def _form(self, count: int) -> str:
        pairs = [(self.rng.choice(FIELDS), self.rng.choice(NUMBERS + ODD)) for _ in range(count)]
        return "&".join(
            f"{name}={quote(text.encode('utf-8', 'surrogateescape'))}" for name, text in pairs
        )

    def _mostly(self, usual: str, odd: list[str]) -> str:
        return usual if self.rng.random() < 0.8 else self.rng.choice(odd)
