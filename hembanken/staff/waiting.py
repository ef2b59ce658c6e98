"""Rows that wait for staff: the figure and the list that it leads to come from the same words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse

MOST = 999  # No more are counted: then the queue is long, however long it is.


@dataclass(frozen=True)
class Waiting:
    """How many rows there are of a kind, and where they are listed."""

    label: Any
    count: int
    url: str
    most = MOST

    @property
    def is_more(self) -> bool:
        return self.count > MOST


def waiting(label: Any, model: type[Model], **lookups: Any) -> Waiting:
    """Count the rows by one statement, which reads no further than the most."""
    count = model._default_manager.filter(**lookups)[: MOST + 1].count()
    return Waiting(label, count, list_of(model, **lookups))


def list_of(model: type[Model], **lookups: Any) -> str:
    """Return the path of the staff's list of these rows."""
    words = {name: _written(value) for name, value in lookups.items()}
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{path}?{urlencode(words)}"


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return ",".join(value) if isinstance(value, tuple) else str(value)
