"""A browser without scripts: it keeps cookies, sends the token of a form, and follows when told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPMessage
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urlencode
from urllib.request import (
    HTTPCookieProcessor,
    HTTPErrorProcessor,
    HTTPHandler,
    OpenerDirector,
    Request,
)

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
PATIENCE_SECONDS = 180
MOST_REDIRECTS = 5
NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    path: str
    body: str
    headers: HTTPMessage = field(repr=False)

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


class EveryAnswer(HTTPErrorProcessor):
    """Take redirects and errors as the answers that they are."""

    def http_response(self, request: Request, response: Any) -> Any:
        return response


class Browser:
    """One browser; `headers` are what a proxy in front of the site adds."""

    def __init__(self, url: str, headers: Mapping[str, str] = NO_HEADERS) -> None:
        self.url = url
        self.headers = dict(headers)
        self.token = ""
        policy = DefaultCookiePolicy(secure_protocols=("http",))  # TLS ends at the proxy.
        self.cookies = CookieJar(policy)
        self._opener = OpenerDirector()  # The usual one loads every authority, which takes long.
        for handler in (HTTPHandler(), HTTPCookieProcessor(self.cookies), EveryAnswer()):
            self._opener.add_handler(handler)

    def get(self, path: str) -> Answer:
        return self._ask(path, None)

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form with the token of the page that was seen last."""
        form = {"csrfmiddlewaretoken": self.token, **fields}
        return self._ask(path, urlencode(form).encode())

    def follow(self, answer: Answer) -> Answer:
        """Go where the answer leads, as far as it leads."""
        for _ in range(MOST_REDIRECTS):
            if not answer.location:
                break
            answer = self.get(answer.location)
        return answer

    def _ask(self, path: str, body: bytes | None) -> Answer:
        request = Request(self.url + path, body, self.headers)
        with self._opener.open(request, timeout=PATIENCE_SECONDS) as response:
            text = response.read().decode()
            answer = Answer(response.status, path, text, response.headers)
        found = TOKEN.search(text)
        self.token = found[1] if found else self.token
        return answer
