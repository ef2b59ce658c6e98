"""Browsers that cost little: their cookies, and the token of the last form."""

import io
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPConnection
from typing import Any
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


class Direct(Browser):
    """A browser without a network: it calls the application."""

    def __init__(self, application: Callable[..., Any], headers: dict[str, str]) -> None:
        super().__init__(headers)
        self.application = application

    def send(self, method: str, path: str, headers: dict[str, str], body: str) -> Any:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": HOST,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": HOST,
            "CONTENT_TYPE": headers.pop("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body.encode()),
            "wsgi.errors": sys.stderr,
        } | {f"HTTP_{name.upper().replace('-', '_')}": told for name, told in headers.items()}
        answer: list[Any] = []
        parts = self.application(environ, lambda *told: answer.append(told))
        text = b"".join(parts).decode()
        parts.close()
        status, told = answer[0][:2]
        return int(status.split()[0]), told, text
