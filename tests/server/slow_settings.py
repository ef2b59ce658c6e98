"""The tests' settings, with hashes that take long."""

from tests.settings import *  # noqa: F403

PASSWORD_HASHERS = ["tests.server.slow_hasher.SlowHasher"]
