"""Display of accounts in rows and audit entries: customers as links, staff by name."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Field, Model
from django.urls import reverse
from django.utils.html import format_html


def account_link(account: Any) -> str:
    """Return a link to a customer, the name of staff, or a dash for None."""
    if account is None or account.is_staff:
        return str(account or "-")
    url = reverse("admin:accounts_account_change", args=[account.pk])
    return format_html('<a href="{}">{}</a>', url, account)


def account_column(model: type[Model], column: str) -> Any:
    """Return an admin display function that shows an account column as a link."""
    field = model._meta.get_field(column)
    assert isinstance(field, Field)  # noqa: S101 (never a reverse relation)

    @admin.display(description=field.verbose_name)
    def display(row: Any) -> str:
        return account_link(getattr(row, column))

    display.__name__ = column
    return display


def attach_accounts(entries: Iterable[Any]) -> None:
    """Set `account` and `actor` of audit entries, which hold their ids only, by one query."""
    ids = [(entry.account_id, entry.actor_id if entry.is_by_bank else None) for entry in entries]
    accounts = get_user_model().objects.in_bulk({id for pair in ids for id in pair if id})
    for entry, pair in zip(entries, ids, strict=True):
        entry.account, entry.actor = map(accounts.get, pair)
