"""The numbers that identify customers."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hembanken.crypto import encryption


class Identifier(models.Model):
    """A number that identifies a customer for a time: encrypted, and found by its blind index.

    A customer's number can change. `century` is 18, 19 or 20, and None for a kundnummer.
    """

    class Kind(models.TextChoices):
        PERSONNUMMER = "personnummer", _("personnummer")
        KUNDNUMMER = "kundnummer", _("kundnummer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="identifiers"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    index = models.BinaryField(max_length=32, unique=True)
    encrypted = models.BinaryField()
    century = models.PositiveSmallIntegerField(null=True)
    valid_from = models.DateTimeField(default=timezone.now)
    valid_until = models.DateTimeField(null=True)

    ENCRYPTED_COLUMNS: ClassVar = ("encrypted",)
    BLIND_INDEX_COLUMNS: ClassVar = {"index": "digits"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(valid_until=None),
                name="identifier_one_current_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} ••••"

    @property
    def digits(self) -> str:
        return encryption.decrypt_column(self, "encrypted").decode("ascii")
