"""The counts of failed attempts, for lockouts and rate limits."""

import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone

PERMANENTLY = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)  # a lockout until staff unlock it


def staff_lockout_name(username: str) -> str:
    return f"staff:{username.casefold()}"


class FailedAttempts(models.Model):
    """The consecutive failed attempts for one entered number, known or not, by its blind index.

    `KEYED_BY` names the attributes that a key is a blind index of; a rotation of the index key
    moves their counts.
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
    """The failures within a time window from one address, or on one part of the site."""

    key = models.BinaryField(max_length=32, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)
    limited_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.failures} failures"
