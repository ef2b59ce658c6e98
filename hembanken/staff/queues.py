"""Queues of rows that wait for staff: one set of lookups gives the count and the list's URL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse

MAX_COUNTED = 999


@dataclass(frozen=True)
class Queue:
    """The number of rows that wait, and the URL of their list."""

    label: Any
    count: int
    url: str
    max_count = MAX_COUNTED

    @property
    def is_long(self) -> bool:
        return self.count > MAX_COUNTED


def queue_of(label: Any, model: type[Model], **lookups: Any) -> Queue:
    """Count at most MAX_COUNTED + 1 rows, in one query."""
    count = model._default_manager.filter(**lookups)[: MAX_COUNTED + 1].count()
    return Queue(label, count, list_url(model, **lookups))


def list_url(model: type[Model], **lookups: Any) -> str:
    """Return the path of the admin list that these lookups filter."""
    query = {name: _serialise(value) for name, value in lookups.items()}
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{path}?{urlencode(query)}"


def _serialise(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return ",".join(value) if isinstance(value, tuple) else str(value)
