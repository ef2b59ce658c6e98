"""Show what no login can be faster than on this machine: ``python -m tests.benchmarks.limits``.

Prints Argon2id hashes at the bank's parameters, a refused code beside the bare HMACs of its window,
and the decryption of a value: medians of rounds in which the alternatives are measured in turn, and
the ratio to the first of each kind.
"""

import base64
import hmac
import os
import statistics
import struct
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import django
import pyotp
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"  # temporary keys
django.setup()

from django.conf import settings  # noqa: E402

from accounts.credentials.hashers import PepperedArgon2Hasher as Hasher  # noqa: E402
from hembanken.crypto import encryption  # noqa: E402
from kodbox.hotp import matching_counters  # noqa: E402
from tests.benchmarks.comparing import (  # noqa: E402
    in_turn,
    options,
    print_head,
    print_row,
    ratio,
    seconds,
)

CORES = os.cpu_count() or 1
SECRET = b"12345678901234567890"  # RFC 4226 appendix D
SECRET_BASE32 = base64.b32encode(SECRET).decode()
NO_CODE_OF_THE_WINDOW = "00000000"
WINDOW = range(settings.RESYNC_WINDOW + 1)
LOOK_AHEAD = WINDOW[: settings.LOOK_AHEAD_WINDOW]
RESYNC = WINDOW[settings.LOOK_AHEAD_WINDOW :]
DECRYPTIONS = 1_000
ASSOCIATED_DATA = "table.column:row"
hash_password = PasswordHasher(Hasher.time_cost, Hasher.memory_cost, Hasher.parallelism).hash
key, nonce = os.urandom(32), os.urandom(12)
cipher = AESGCM(key)
ciphertext = cipher.encrypt(nonce, SECRET, ASSOCIATED_DATA.encode())
encrypted = encryption.encrypt(SECRET, ASSOCIATED_DATA)

Call = Callable[[], object]


def hash_at_once(threads: int) -> None:
    """Hash as many passwords as there are cores, in so many threads."""
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(hash_password, ["4071"] * CORES))


def bare_hmac(counter: int) -> bytes:
    return hmac.digest(SECRET, struct.pack(">Q", counter), "sha1")


def refuse_code() -> None:
    """Look for a code as kodbox.verification does for each of two devices."""
    for counters in (LOOK_AHEAD, RESYNC):
        assert not matching_counters(SECRET, NO_CODE_OF_THE_WINDOW, counters)


def over_window(code_at: Callable[[int], object]) -> None:
    for counter in WINDOW:
        code_at(counter)


def repeated(decrypt: Call) -> None:
    for _time in range(DECRYPTIONS):
        decrypt()


HASHES = {
    f"Argon2id, {count} at once": partial(hash_at_once, count) for count in sorted({1, CORES})
}
REFUSALS = {
    "a refused code, its HMACs alone by hmac.digest": partial(over_window, bare_hmac),
    "kodbox.hotp": refuse_code,
    "HOTP of cryptography": partial(over_window, HOTP(SECRET, 8, SHA1()).generate),
    "HOTP of pyotp": partial(over_window, pyotp.HOTP(SECRET_BASE32, digits=8).at),
}
DECRYPTED = {
    "an encrypted seed, AES-GCM alone, cipher kept": partial(
        repeated, lambda: cipher.decrypt(nonce, ciphertext, ASSOCIATED_DATA.encode())
    ),
    "hembanken.crypto.encryption, cipher kept": partial(
        repeated, lambda: encryption.decrypt(encrypted, ASSOCIATED_DATA)
    ),
    "AES-GCM alone, cipher made anew": partial(
        repeated, lambda: AESGCM(key).decrypt(nonce, ciphertext, ASSOCIATED_DATA.encode())
    ),
}


def compare(
    calls: dict[str, Call],
    rounds: int,
    as_text: Callable[[float], str],
    clock: Callable[[], float] = time.process_time,
) -> None:
    """Print the median time of each call, and its ratio to the first."""
    times = in_turn({name: partial(seconds, clock, call) for name, call in calls.items()}, rounds)
    first = next(iter(times.values()))
    for name, call_times in times.items():
        print_row(name, as_text(statistics.median(call_times)), f"{ratio(call_times, first):.2f}")


def main(rounds: int) -> None:
    one_hash = {"Argon2id, processor time": partial(hash_password, "4071")}
    print_head("limit", f"median of {rounds} rounds", "ratio")
    compare(one_hash, rounds, lambda took: f"{1e3 * took:.1f} ms")
    compare(HASHES, rounds, lambda took: f"{CORES / took:.0f} a second", time.perf_counter)
    compare(REFUSALS, rounds, lambda took: f"{1e3 * took:.2f} ms")
    compare(DECRYPTED, rounds, lambda took: f"{1e6 * took / DECRYPTIONS:.2f} µs")


if __name__ == "__main__":
    main(**options(__doc__, rounds=50))
