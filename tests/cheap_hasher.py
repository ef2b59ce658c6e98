"""The site's password hasher at the lowest cost of Argon2, for fast tests."""

from accounts.credentials.hashers import PepperedArgon2Hasher


class CheapHasher(PepperedArgon2Hasher):
    time_cost = 1
    memory_cost = 8  # KiB
