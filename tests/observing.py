"""What an attacker can observe of a response: its content, and the work that it takes."""

import re

from django.contrib.auth import hashers
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kodbox import hotp

VARIABLE_PARTS = re.compile(
    r'(?<=csrfmiddlewaretoken" value=")[^"]*|value="[0-9]{12}"'
    r'|(?<=name="login" value=")[^"]*|(?<=data-login=")[^"]*'
    r'|(?<=data-seconds=")[0-9]+|(?<=http-equiv="refresh" content=")[0-9]+'
)
TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def seen(response):
    """Return what a client sees, without the parts that differ in each response or over time.

    A page that a refused form has led to is seen together with the response before it.
    """
    body = VARIABLE_PARTS.sub("", response.text)
    cookies = sorted((name, len(cookie.value)) for name, cookie in response.cookies.items())
    before = [seen(response.sent)] if hasattr(response, "sent") else []
    return response.status_code, body, dict(response.headers), cookies, before


def work(monkeypatch, send):
    """Return the response of `send`, its numbers of hashes and HMACs, and its kinds of queries."""
    counts = {"hashes": 0, "hmacs": 0}
    hasher = hashers.Argon2PasswordHasher
    encode, verify, truncated = hasher.encode, hasher.verify, hotp._truncated

    def counting(name, real):
        def counted(*args):
            counts[name] += 1
            return real(*args)

        return counted

    with monkeypatch.context() as patch:
        patch.setattr(hasher, "encode", counting("hashes", encode))
        patch.setattr(hasher, "verify", counting("hashes", verify))
        patch.setattr(hotp, "_truncated", counting("hmacs", truncated))
        with CaptureQueriesContext(connection) as queries:
            response = send()
    kinds = [query["sql"].split()[0] for query in queries]
    return response, counts, [kind for kind in kinds if kind not in TRANSACTION_CONTROL]
