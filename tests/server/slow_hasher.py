"""A password hasher that is so slow that parallel logins exceed the limit on any machine."""

from accounts.credentials.hashers import PepperedArgon2Hasher


class SlowHasher(PepperedArgon2Hasher):
    """The site's hasher with the same memory and ten times the time."""

    time_cost = 10 * PepperedArgon2Hasher.time_cost
