"""Values that no careful client sends: odd texts, headers and paths, and broken HTTP."""

import random
from collections.abc import Callable
from urllib.parse import quote

METHODS = ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "LOGGA-IN", "get"]
HOSTS = ["evil.example", "", "127.0.0.1:99999", "a" * 300, "[::1", "127.0.0.1.", "å.se", "127.1"]
NUMBERS = ["198505202385", "850520-2385", "8505202385", "0", "٨٥٠٥٢٠٢٣٨٥", "1" * 500, "-1", "1e9"]
ODD = [
    *("", "\0", "%00", "\udcff", "é" * 50, "😀", "‮", "\r\nSet-Cookie: a=b", "' OR 1=1 --"),
    *("{{7*7}}", "${jndi:ldap://x}", "../" * 9 + "etc/passwd", "9" * 400, "NaN", "-0", "%", "%zz"),
    *("<script>alert(1)</script>", "ＡＢＣ", "١٢٣٤", "\x7f", "a" * 5_000, "on", "[]", "None"),
]
FIELDS = [
    *("number", "password", "code", "choice", "again", "current", "accept_terms", "noted"),
    *("encrypted", "version", "delivery", "username", "key", "reason", "more", "serial"),
    *("csrfmiddlewaretoken", "next", "q", "p", "o", "e", "_popup", "object_id", "app_label"),
    *("field_name", "language"),
]
HEADERS = [
    *("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded"),
    *("Accept-Language", "Accept", "User-Agent", "Referer", "Origin", "Range", "If-None-Match"),
    *("If-Modified-Since", "Sec-Fetch-Site", "Via", "TE", "X-HTTP-Method-Override"),
    *("X-CSRFToken", "Accept-Encoding", "Authorization", "Upgrade", "X-Original-URL"),
]
LANGUAGES = ["sv", "en;q=0.5", "xx-" * 600, "*", "sv;q=1e999", ";;;q=", "../../etc", "en,sv" * 300]
TYPES = [
    *("application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary="),
    *("multipart/form-data; boundary=å", "application/x-www-form-urlencoded; charset=utf-7"),
    *("application/x-www-form-urlencoded; charset=nonsense", "", "a/b; c" * 200, "text/xml"),
]
_GET = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_POST = b"POST /logga-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
BROKEN = [
    b"GET\r\n\r\n",
    b"\r\n\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.0\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n",
    b"GET / HTTP/1.1\nHost: 127.0.0.1\n\n",
    _POST + b"Content-Length: 99\r\n\r\nshort",
    _POST + b"Content-Length: -1\r\n\r\n",
    _POST + b"Content-Length: x\r\n\r\nabc",
    _POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    _POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    _POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc",
    _POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc",
    _GET + b"A\0B: c\r\n\r\n",
    _GET + b"X: " + b"a" * 200_000 + b"\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    bytes(range(256)) * 8,
]


def _scrambled(rng: random.Random, path: str) -> str:
    letters = list(path)
    letters[rng.randrange(len(letters))] = rng.choice(["%00", "%ff", "%2e", "/", "ö", "%0d%0a"])
    return "/" + "".join(letters).lstrip("/").replace(" ", "")


def _random(rng: random.Random, path: str) -> str:
    return "/" + quote(rng.randbytes(rng.randint(1, 60)))


MUTATIONS: list[Callable[[random.Random, str], str]] = [
    _scrambled,
    _random,
    lambda rng, path: path.rstrip("/"),
    lambda rng, path: path + rng.choice(["%00", "%ff%fe", "%0a", "//", "..;/", "%252e", ".php"]),
    lambda rng, path: path + quote(rng.choice(ODD).encode("utf-8", "surrogateescape")),
    lambda rng, path: path + "../" * rng.randint(1, 12) + "etc/passwd",
    lambda rng, path: path + "..%2f" * rng.randint(1, 12) + "manage.py",
    lambda rng, path: path + "a" * rng.choice([300, 4_000, 30_000]),
    lambda rng, path: "/static/" + rng.choice(["%00", "../keys.json", "%2e%2e/keys.json", "å"]),
    lambda rng, path: path.upper(),
    lambda rng, path: "/" + path,
    lambda rng, path: f"{path}?{'a=1&' * rng.choice([10, 2_000])}",
    lambda rng, path: f"{path}?%ff=%00&=&&;",
]
