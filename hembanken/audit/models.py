"""The rows of the audit log: event, time, account, actor and request context."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from hembanken.audit.events import Event
from hembanken.audit.kinds import Kind, kind_of
from hembanken.request_context import browser_in_words

FAILURES = (Event.PASSWORD_REFUSED, Event.CODE_REFUSED)
FAILED_ORDER = "order"  # begins the detail of a failure on the page that orders a kodbox
FAILED_PAUSE = "pause"  # begins the detail of a failure on the page that pauses the kodbox
FAILURE_EVENTS = (*FAILURES, Event.LOCKED_OUT)
LOGIN_EVENTS = (Event.LOGIN_COMPLETED, Event.LOGGED_OUT)  # nearly all rows of the audit log


class Entry(models.Model):
    """One security event; it names only the opaque account and holds no secret.

    The MAC covers every other column and the previous row in the account's chain
    (hembanken.audit.chain). The address is text, because a column must read back as it was written
    on either database.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account_id = models.UUIDField()
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    event = models.CharField(max_length=40)  # the value of an Event
    actor_id = models.UUIDField(null=True)
    device_serial = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=60, blank=True)
    correlation_id = models.CharField(max_length=32, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    key_version = models.PositiveIntegerField()
    mac = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("händelse")
        verbose_name_plural = _("händelser")
        ordering = ["-at", "-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["account_id", "sequence"], name="audit_one_chain")
        ]
        indexes = [
            models.Index(fields=["-at", "-sequence"], name="audit_by_time"),
            models.Index(fields=["correlation_id"], name="audit_by_correlation_id"),
            models.Index(
                fields=["at"], condition=Q(event=Event.LOGIN_COMPLETED), name="audit_logins"
            ),
            models.Index(
                fields=["event", "at"], condition=~Q(event__in=LOGIN_EVENTS), name="audit_by_event"
            ),
        ]

    def __str__(self) -> str:
        return f"{localtime(self.at):%Y-%m-%d %H:%M:%S}: {self.label}"

    @property
    def is_by_bank(self) -> bool:
        """Whether somebody other than the customer did it; the context is then the bank's."""
        return self.actor_id not in (None, self.account_id)

    @property
    def label(self) -> str:
        return str(Event(self.event).label)

    @property
    def kind(self) -> Kind:
        return kind_of(Event(self.event))

    @property
    def browser_in_words(self) -> str:
        return browser_in_words(self.browser)


class Head(models.Model):
    """The end of an account's chain: sequence and MAC of its last row, and a MAC over both.

    An empty `head_mac` marks a chain that was tampered with. Such a chain continues, and its
    verification fails.
    """

    account_id = models.UUIDField(primary_key=True)
    sequence = models.PositiveIntegerField()
    mac = models.BinaryField(max_length=32)
    key_version = models.PositiveIntegerField()
    head_mac = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.account_id} {self.sequence}"


class UnknownFailures(models.Model):
    """Failed attempts of unknown numbers in one hour, spread over rows to avoid contention."""

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
