"""The settings of pytest's process: the tests' settings, with a cheap password hasher.

Servers and benchmarks use the real cost, with ``tests.settings`` or the settings of production.
"""

from tests.settings import *  # noqa: F403

PASSWORD_HASHERS = ["tests.cheap_hasher.CheapHasher"]
