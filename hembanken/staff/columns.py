"""Columns that name a member of staff."""

from typing import Any

from django.conf import settings
from django.db import models


def done_by(name: Any) -> models.ForeignKey[Any, Any]:
    """Return the column of who has done something to a row, empty until somebody has."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=name
    )
