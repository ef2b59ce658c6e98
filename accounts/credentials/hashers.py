"""Hashing passwords: Argon2id over an HMAC with a pepper that is not in the database.

Four digits are found with 10,000 guesses, however slow the hash is. The pepper is a secret that a
thief of the database does not have (NIST SP 800-63B-4 section 3.1.1.2, RTS article 22(2)(b)).
"""

import base64
import hashlib
import hmac
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from hembanken.crypto.keys import keyring

# glibc keeps the 19 MiB that a hash has freed for each thread, so few threads may hash.
threads = ThreadPoolExecutor(settings.REQUESTS_AT_ONCE, thread_name_prefix="hash")


class PepperedArgon2Hasher(Argon2PasswordHasher):
    """Argon2id (19 MiB, t=2, p=1), encoded as ``argon2_pepper_VERSION$argon2id$…``.

    The parameters are the minimum of OWASP's password storage cheat sheet. A hash with other
    parameters or an older pepper is replaced at the next login.
    """

    algorithm = "argon2_pepper"
    time_cost = 2
    memory_cost = 19_456  # KiB
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        version, pepper = keyring().current("pepper")
        encoded = threads.submit(super().encode, _keyed(password, pepper), salt).result()
        return f"{self.algorithm}${version}{encoded.removeprefix(self.algorithm)}"

    def verify(self, password: str, encoded: str) -> bool:
        version, unpeppered = self._split(encoded)
        keyed = _keyed(password, keyring().version("pepper", version))
        return threads.submit(super().verify, keyed, unpeppered).result()

    def decode(self, encoded: str) -> dict[str, object]:
        _version, unpeppered = self._split(encoded)
        return super().decode(unpeppered)

    def must_update(self, encoded: str) -> bool:
        version, _unpeppered = self._split(encoded)
        return version != keyring().current("pepper")[0] or super().must_update(encoded)

    def _split(self, encoded: str) -> tuple[int, str]:
        """Return the version of the pepper, and the hash as Django's own hasher writes it."""
        algorithm, version, rest = encoded.split("$", 2)
        return int(version), f"{algorithm}${rest}"


def _keyed(password: str, pepper: bytes) -> str:
    digest = hmac.digest(pepper, password.encode(), hashlib.sha256)
    return base64.b64encode(digest).decode("ascii")
