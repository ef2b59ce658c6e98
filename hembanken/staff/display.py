"""Whom a column of a row names: a customer is a link to their page, staff have none."""

from typing import Any

from django.contrib import admin
from django.db.models import Field, Model
from django.urls import reverse
from django.utils.html import format_html


def account_link(account: Any) -> str:
    """Return what a page shows of an account, or of none."""
    if account is None or account.is_staff:
        return str(account or "-")
    url = reverse("admin:accounts_account_change", args=[account.pk])
    return format_html('<a href="{}">{}</a>', url, account)


def account_column(model: type[Model], column: str) -> Any:
    """Return what a row's page shows of the column, under the column's own name."""
    field = model._meta.get_field(column)
    assert isinstance(field, Field)  # noqa: S101 (only columns of the row itself name somebody)

    @admin.display(description=field.verbose_name)
    def of(row: Any) -> str:
        return account_link(getattr(row, column))

    of.__name__ = column
    return of
