"""A browser without scripts: it keeps cookies and sends the CSRF token of the last form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPMessage
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPHandler, OpenerDirector, Request

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
REFUSAL = re.compile(r"hembanken-refusal=\w")  # not one that is deleted
TIMEOUT_SECONDS = 180
MAX_REDIRECTS = 5
NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Answer:
    """One response of the server."""

    status: int
    path: str
    body: str
    headers: HTTPMessage = field(repr=False)

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


class Browser:
    """One browser; `headers` are what a proxy in front of the site adds."""

    def __init__(self, url: str, headers: Mapping[str, str] = NO_HEADERS) -> None:
        self.url = url
        self.headers = dict(headers)
        self.token = ""
        policy = DefaultCookiePolicy(secure_protocols=("http",))  # TLS ends at the proxy.
        self.cookies = CookieJar(policy)
        # The default opener loads all certificates, which is slow, and raises an error for a 404.
        self._opener = OpenerDirector()
        for handler in (HTTPHandler(), HTTPCookieProcessor(self.cookies)):
            self._opener.add_handler(handler)

    def get(self, path: str) -> Answer:
        return self._send(path, None)

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form with the token of the last page. Return the page that a refusal leads to."""
        form = {"csrfmiddlewaretoken": self.token, **fields}
        answer = self._send(path, urlencode(form).encode())
        is_refused = REFUSAL.search(str(answer.headers.get_all("Set-Cookie")))
        return self.get(answer.location) if is_refused else answer

    def follow(self, answer: Answer) -> Answer:
        """Follow redirects, and return the last answer."""
        for _ in range(MAX_REDIRECTS):
            if not answer.location:
                break
            answer = self.get(answer.location)
        return answer

    def _send(self, path: str, body: bytes | None) -> Answer:
        request = Request(self.url + path, body, self.headers)
        with self._opener.open(request, timeout=TIMEOUT_SECONDS) as response:
            text = response.read().decode()
            answer = Answer(response.status, path, text, response.headers)
        found = TOKEN.search(text)
        self.token = found[1] if found else self.token
        return answer
