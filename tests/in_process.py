"""The settings of pytest's own process: the tests' settings, with passwords hashed at low cost.

Servers and benchmarks use ``tests.settings`` or production's, with the real figures.
"""

from tests.settings import *  # noqa: F403

PASSWORD_HASHERS = ["tests.cheap_hasher.CheapHasher"]
