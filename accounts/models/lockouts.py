"""The counts of attempts and of failures."""

import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone

PERMANENTLY = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)  # a stop until staff release it


def staff_lockout_name(username: str) -> str:
    """Name the count of attempts with a staff name."""
    return f"staff:{username.casefold()}"


class FailedAttempts(models.Model):
    """The failed attempts in a row for one typed number, known or not, by its keyed index.

    The rotation of the index brings along the counts of those whom KEYED_BY tells.
    """

    key = models.BinaryField(max_length=32, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    KEYED_BY: ClassVar = {
        "key": (("accounts.Identifier", "digits"), ("accounts.Account", "lockout_name"))
    }

    def __str__(self) -> str:
        return f"{self.failures} failures"

    @property
    def is_locked_permanently(self) -> bool:
        return self.locked_until == PERMANENTLY


class RateLimitCount(models.Model):
    """The failures within a window of time at one address, or in one part of the whole site."""

    key = models.BinaryField(max_length=32, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.failures} failures"
