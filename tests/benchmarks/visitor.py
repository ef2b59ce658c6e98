"""Browsers that cost little: their cookies, and the token of the last form."""

import re
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection
from urllib.parse import urlencode

from tests.server.running import HOST

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
FORM = "application/x-www-form-urlencoded"
Answer = tuple[int, Sequence[tuple[str, str]], str]


class Browser:
    """What a login needs of a browser; how a request is sent is left to who knows."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers = dict(headers)
        self.cookies: dict[str, str] = {}
        self.token = ""
        self.leads_to = ""

    def send(self, method: str, path: str, headers: dict[str, str], body: str) -> Answer:
        raise NotImplementedError

    def get(self, path: str) -> str:
        """Return the page, whose form may be sent next."""
        return self._ask("GET", path)

    def post(self, path: str, **fields: str) -> str:
        """Send the form of the page that was seen last."""
        return self._ask("POST", path, {"csrfmiddlewaretoken": self.token, **fields})

    def _ask(self, method: str, path: str, form: Mapping[str, str] | None = None) -> str:
        headers = dict(self.headers)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={told}" for name, told in self.cookies.items())
        if form:
            headers["Content-Type"] = FORM
        status, answered, text = self.send(method, path, headers, urlencode(form or {}))
        assert status in (200, 302), f"{path}: {status}"
        self.leads_to = ""
        for name, told in answered:
            self._read(name.lower(), told)
        found = TOKEN.search(text)
        self.token = found[1] if found else self.token
        return text

    def _read(self, header: str, told: str) -> None:
        if header == "location":
            self.leads_to = told
        elif header == "set-cookie":
            name, _is, value = told.partition(";")[0].partition("=")
            self.cookies[name] = value


class Visitor(Browser):
    """A browser with one connection."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        super().__init__(headers)
        self.connection = HTTPConnection(HOST, port, timeout=60)

    def send(self, method: str, path: str, headers: dict[str, str], body: str) -> Answer:
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        return response.status, response.getheaders(), response.read().decode()

    def close(self) -> None:
        self.connection.close()
