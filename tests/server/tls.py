"""The production site on loopback by its own host name: over TLS, and over plain HTTP."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from socket import create_connection
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.server import production, running
from tests.server.browser import NO_HEADERS
from tests.server.production import HOST_NAME
from tests.server.running import HOST, START_SECONDS, Server

VALIDITY = timedelta(days=1)


@dataclass(frozen=True)
class Answer:
    """One response, with its body as sent."""

    status: int
    headers: HTTPMessage
    body: bytes


class TLSServer(Server):
    """A server that speaks TLS with a self-signed certificate."""

    @property
    def certificate(self) -> Path:
        return self.log_file.with_name("certificate.pem")

    def connect(self) -> HTTPConnection:
        """Return a connection that has verified the server's certificate."""
        connection = HTTPConnection(HOST_NAME)
        plain = create_connection((HOST, self.port), START_SECONDS)
        context = ssl.create_default_context(cafile=self.certificate)
        connection.sock = context.wrap_socket(plain, server_hostname=HOST_NAME)
        return connection


@dataclass(frozen=True)
class Site:
    """One site on two ports, which stand for 80 and 443."""

    settings: dict[str, str]
    plain: Server
    secured: TLSServer

    def ask(
        self,
        url: str,
        method: str = "GET",
        body: str | None = None,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> Answer:
        """Send a request for a URL of the site to the port of its scheme."""
        with closing(self._connect(url)) as connection:
            connection.request(method, urlsplit(url).path, body, {"Host": HOST_NAME, **headers})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())

    def _connect(self, url: str) -> HTTPConnection:
        if url.startswith(f"https://{HOST_NAME}/"):
            return self.secured.connect()
        assert url.startswith(f"http://{HOST_NAME}/"), url
        return self.plain.connect()


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """Serve a new site in an empty folder; over TLS it has no proxy."""
    settings = production.ready(folder)
    key = folder / "key.pem"
    arguments = ("--ssl-certificate", str(folder / "certificate.pem"), "--ssl-keyfile", str(key))
    plain = running.granian(settings, folder)
    secured = TLSServer(
        (*running.GRANIAN, *arguments, running.APPLICATION),
        settings | {"HEMBANKEN_TRUSTED_PROXIES": ""},
        folder / "tls.log",
    )
    _make_certificate(secured.certificate, key)
    with running.serving(plain), running.serving(secured):
        yield Site(settings, plain, secured)


def _make_certificate(file: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    key_file.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    file.write_bytes(_signed(key).public_bytes(pem))


def _signed(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST_NAME)])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - VALIDITY)
        .not_valid_after(now + VALIDITY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST_NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
