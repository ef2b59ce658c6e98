"""The tests' settings, with a slow password hasher."""

from tests.settings import *  # noqa: F403

PASSWORD_HASHERS = ["tests.server.slow_hasher.SlowHasher"]
