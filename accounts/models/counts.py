"""The counts of attempts and of failures."""

import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone

FOR_GOOD = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)  # a stop until staff release it


def counted_staff(username: str) -> str:
    """Name the count of attempts with a staff name."""
    return f"staff:{username.casefold()}"


class AttemptCount(models.Model):
    """The failed attempts in a row for one typed number, known or not, by its keyed index.

    The rotation of the index brings along the counts of those whom KEYED_BY tells.
    """

    key = models.BinaryField(max_length=32, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    stopped_until = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    KEYED_BY: ClassVar = {
        "key": (("accounts.Identifier", "digits"), ("accounts.Account", "counted_name"))
    }

    def __str__(self) -> str:
        return f"{self.failures} failures"

    @property
    def is_stopped_for_good(self) -> bool:
        return self.stopped_until == FOR_GOOD


class FailureCount(models.Model):
    """The failures within a window of time at one address, or in one part of the whole site."""

    key = models.BinaryField(max_length=32, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)
    stopped_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.failures} failures"
