"""A hasher at the least cost that Argon2 knows: most tests are not about how long a guess takes."""

from accounts.credentials.hashers import PepperedArgon2Hasher


class CheapHasher(PepperedArgon2Hasher):
    """The site's own hasher in all but its figures."""

    time_cost = 1
    memory_cost = 8  # KiB
