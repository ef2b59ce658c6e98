"""Acts that staff may do to a row: nothing is edited in a form.

An act has a page of its own with what it needs to know, a permission, and one call of the
domain, which refuses what can't be done. What a person may not do is neither shown nor done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from hembanken.source import Act, Source

Perform = Callable[..., HttpResponseBase | None]


class ActRefused(Exception):
    """The act can't be done; the message says why."""


def always(_row: Any, _staff: Any) -> bool:
    """Offer an act whatever state the row is in, to everybody with its permission."""
    return True


def further(told: dict[str, Any]) -> dict[str, Any]:
    """Return what the form of an act asked besides why."""
    return {name: value for name, value in told.items() if name != "why"}


def by(request: HttpRequest) -> UUID:
    """Return the account of the member of staff who asks."""
    assert request.user.pk is not None  # noqa: S101 (the admin is for who is logged in)
    return request.user.pk


@dataclass(frozen=True)
class StaffAct:
    """One thing that staff do to a row; `name` stands in its path.

    `perform` is called with the row, with who does it and why, and with what else the form asked.
    It may return an answer of its own, such as a file; otherwise staff come back to the row.
    """

    name: str
    label: Any
    permission: str
    perform: Perform
    form: type[forms.Form] = forms.Form
    is_offered: Callable[[Any, Any], bool] = always
    four_eyes: bool = False

    def is_open_to(self, staff: Any, state: Any) -> bool:
        return bool(staff.has_perm(self.permission) and self.is_offered(state, staff))

    def do(
        self, row: Model, told: dict[str, Any], staff: UUID, source: Source
    ) -> HttpResponseBase | None:
        """Do the act, which raises what its domain refuses."""
        return self.perform(row, Act(staff, told.get("why", ""), source), **further(told))
