"""A hasher that takes ten times as long, so that a flood outruns it on any machine."""

from accounts.credentials.hashers import PepperedArgon2Hasher


class SlowHasher(PepperedArgon2Hasher):
    """As much memory as the site's own, for longer."""

    time_cost = 10 * PepperedArgon2Hasher.time_cost
