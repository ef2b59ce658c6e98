"""What no login can be faster than on this machine: ``python -m tests.benchmarks.limits``.

Prints how many Argon2id hashes it makes a second at the bank's figures, what a refused code costs
beside the bare HMACs of its window, and what opening a encrypted value costs: medians of rounds in
which all that is compared takes its turn, and how many times as long as the first of its kind.
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

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"  # keys for one run
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
NO_CONTEXT = "00000000"  # no code of its window
WINDOW = range(settings.RESYNC_WINDOW + 1)
NEAR = WINDOW[: settings.LOOK_AHEAD_WINDOW]
FAR = WINDOW[settings.LOOK_AHEAD_WINDOW :]
OPENED = 1_000
PLACE = "a place"
hash_password = PasswordHasher(Hasher.time_cost, Hasher.memory_cost, Hasher.parallelism).hash
theirs = HOTP(SECRET, 8, SHA1())
emulated = pyotp.HOTP(base64.b32encode(SECRET).decode(), digits=8)
key, nonce = os.urandom(32), os.urandom(12)
cipher = AESGCM(key)
closed = cipher.encrypt(nonce, SECRET, PLACE.encode())
encrypted = encryption.encrypt(SECRET, PLACE)


def one_hash() -> None:
    hash_password("4071")


def hash_at_once(count: int) -> None:
    """Hash as many passwords as there are cores, so many of them at once."""
    with ThreadPoolExecutor(count) as threads:
        list(threads.map(hash_password, ["4071"] * CORES))


def bare() -> None:
    for counter in WINDOW:
        hmac.digest(SECRET, struct.pack(">Q", counter), "sha1")


def refuse() -> None:
    """Look for the code as kodbox.verification does for each of two boxes."""
    for part in (NEAR, FAR):
        assert not matching_counters(SECRET, NO_CONTEXT, part)


def each(code_at: Callable[[int], object]) -> None:
    for counter in WINDOW:
        code_at(counter)


def many(open_one: Callable[[], object]) -> None:
    for _time in range(OPENED):
        open_one()


HASHES = {
    f"Argon2id, {count} at once": partial(hash_at_once, count) for count in sorted({1, CORES})
}
REFUSALS = {
    "a refused code, its HMACs alone by hmac.digest": bare,
    "kodbox.hotp": refuse,
    "HOTP of cryptography": partial(each, theirs.generate),
    "HOTP of pyotp": partial(each, emulated.at),
}
OPENINGS = {
    "a encrypted seed, AES-GCM alone, cipher kept": partial(
        many, lambda: cipher.decrypt(nonce, closed, PLACE.encode())
    ),
    "hembanken.crypto.encryption, cipher kept": partial(
        many, lambda: encryption.decrypt(encrypted, PLACE)
    ),
    "AES-GCM alone, cipher made anew": partial(
        many, lambda: AESGCM(key).decrypt(nonce, closed, PLACE.encode())
    ),
}


def compare(
    staff_actions: dict[str, Callable[[], None]],
    rounds: int,
    told: Callable[[float], str],
    clock: Callable[[], float] = time.process_time,
) -> None:
    """Print for each act what its median tells, and its ratio to the first."""
    times = in_turn(
        {name: partial(seconds, clock, act) for name, act in staff_actions.items()}, rounds
    )
    first = next(iter(times.values()))
    for name, own in times.items():
        print_row(name, told(statistics.median(own)), f"{ratio(own, first):.2f}")


def main(rounds: int) -> None:
    print_head("limit", f"median of {rounds} rounds", "ratio")
    compare({"Argon2id, processor time": one_hash}, rounds, lambda took: f"{1e3 * took:.1f} ms")
    compare(HASHES, rounds, lambda took: f"{CORES / took:.0f} a second", time.perf_counter)
    compare(REFUSALS, rounds, lambda took: f"{1e3 * took:.2f} ms")
    compare(OPENINGS, rounds, lambda took: f"{1e6 * took / OPENED:.2f} µs")


if __name__ == "__main__":
    main(**options(__doc__, rounds=50))
