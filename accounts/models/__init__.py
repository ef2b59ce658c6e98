"""The models of accounts, their numbers, agreements and failed attempts."""

from accounts.models.account import Account
from accounts.models.agreements import Acceptance, Agreement
from accounts.models.identifiers import Identifier
from accounts.models.lockouts import PERMANENTLY, FailedAttempts, RateLimitCount, staff_lockout_name
from accounts.models.notices import Notice

__all__ = [
    "PERMANENTLY",
    "Acceptance",
    "Account",
    "Agreement",
    "FailedAttempts",
    "RateLimitCount",
    "Identifier",
    "Notice",
    "staff_lockout_name",
]
