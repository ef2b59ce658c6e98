"""The journal's rows: what happened, when, to whom, by whom, from where."""

from django.db import models

from hembanken.journal.events import Event


class Entry(models.Model):
    """One security event; names the opaque account only and holds no secret."""

    at = models.DateTimeField()
    event = models.CharField(max_length=40)  # the value of an Event
    account_id = models.UUIDField()
    actor_id = models.UUIDField(null=True)
    device_serial = models.CharField(max_length=40, blank=True)
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=60, blank=True)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["account_id", "-id"], name="journal_by_account")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.event} {self.account_id}"

    @property
    def label(self) -> str:
        return str(Event(self.event).label)


class UnknownFailures(models.Model):
    """How many attempts in an hour named a number that no customer has.

    The count is spread over several rows, so that no row becomes hot under attack.
    """

    hour = models.DateTimeField()
    shard = models.PositiveSmallIntegerField()
    event = models.CharField(max_length=40)  # the value of an Event
    failures = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hour", "shard", "event"], name="unknown_failures_once")
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.failures}"
