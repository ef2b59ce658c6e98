"""Rows that wait for staff: the figure and the list that it leads to come from the same words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse

MAX_COUNTED = 999  # No more are counted: then the queue is long, however long it is.


@dataclass(frozen=True)
class Queue:
    """How many rows there are of a kind, and where they are listed."""

    label: Any
    count: int
    url: str
    most = MAX_COUNTED

    @property
    def is_more(self) -> bool:
        return self.count > MAX_COUNTED


def queue_of(label: Any, model: type[Model], **lookups: Any) -> Queue:
    """Count the rows by one statement, which reads no further than the most."""
    count = model._default_manager.filter(**lookups)[: MAX_COUNTED + 1].count()
    return Queue(label, count, list_url(model, **lookups))


def list_url(model: type[Model], **lookups: Any) -> str:
    """Return the path of the staff's list of these rows."""
    words = {name: _written(value) for name, value in lookups.items()}
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{path}?{urlencode(words)}"


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return ",".join(value) if isinstance(value, tuple) else str(value)
