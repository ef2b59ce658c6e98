"""What an attacker sees and measures of an answer: all of it, and the work behind it."""

import re

from django.contrib.auth import hashers
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kodbox import hotp

FOR_ONE_ANSWER = re.compile(
    r'(?<=csrfmiddlewaretoken" value=")[^"]*|value="[0-9]{12}"'
    r'|(?<=data-seconds=")[0-9]+|(?<=http-equiv="refresh" content=")[0-9]+'
)
TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def seen(response):
    """Return all that a client sees, less what differs for every answer, and with the time."""
    body = FOR_ONE_ANSWER.sub("", response.text)
    return response.status_code, body, dict(response.headers), sorted(response.cookies)


def work(monkeypatch, act):
    """Return an answer, the numbers of hashes and HMACs that it cost, and its statements."""
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
            response = act()
    kinds = [query["sql"].split()[0] for query in queries]
    return response, counts, [kind for kind in kinds if kind not in TRANSACTION_CONTROL]
