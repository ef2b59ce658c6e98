"""Browsers that use little processor time: they keep cookies and the token of the last form."""

import io
import sys
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from tests.server.browser import TOKEN
from tests.server.running import HOST

FORM = "application/x-www-form-urlencoded"
Answer = tuple[int, Sequence[tuple[str, str]], str]


class Browser:
    """What a login needs of a browser; subclasses send the requests."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers = dict(headers)
        self.cookies: dict[str, str] = {}
        self.token = ""
        self.location = ""  # the target of the last answer, if it was a redirect

    def send(self, method: str, path: str, headers: dict[str, str], body: str) -> Answer:
        raise NotImplementedError

    def get(self, path: str) -> str:
        """Return the page at a path."""
        return self._request("GET", path)

    def post(self, path: str, **fields: str) -> str:
        """Send a form with the token of the last page."""
        return self._request("POST", path, {"csrfmiddlewaretoken": self.token, **fields})

    def _request(self, method: str, path: str, form: Mapping[str, str] | None = None) -> str:
        headers = dict(self.headers)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        if form:
            headers["Content-Type"] = FORM
        status, answer_headers, text = self.send(method, path, headers, urlencode(form or {}))
        assert status in (200, 302), f"{path}: {status}"
        self.location = ""
        for name, value in answer_headers:
            self._read_header(name.lower(), value)
        found = TOKEN.search(text)
        self.token = found[1] if found else self.token
        return text

    def _read_header(self, name: str, value: str) -> None:
        if name == "location":
            self.location = value
        elif name == "set-cookie":
            cookie, _equals, text = value.partition(";")[0].partition("=")
            self.cookies[cookie] = text


class Visitor(Browser):
    """A browser with one connection to a server."""

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
    """A browser that calls the WSGI application without a network."""

    def __init__(self, application: Callable[..., Any], headers: dict[str, str]) -> None:
        super().__init__(headers)
        self.application = application

    def send(self, method: str, path: str, headers: dict[str, str], body: str) -> Answer:
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
        } | {f"HTTP_{name.upper().replace('-', '_')}": text for name, text in headers.items()}
        started: list[Any] = []
        parts = self.application(environ, lambda *arguments: started.append(arguments))
        text = b"".join(parts).decode()
        parts.close()
        status, answer_headers = started[0][:2]
        return int(status.split()[0]), answer_headers, text
