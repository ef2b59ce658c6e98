"""Accounts, the numbers that name them, what their owners accepted, and the attempts made."""

from accounts.models.account import Account
from accounts.models.counts import FOR_GOOD, AttemptCount, FailureCount, counted_staff
from accounts.models.numbers import Identifier
from accounts.models.texts import Acceptance, Agreement

__all__ = [
    "FOR_GOOD",
    "Acceptance",
    "Account",
    "Agreement",
    "AttemptCount",
    "FailureCount",
    "Identifier",
    "counted_staff",
]
