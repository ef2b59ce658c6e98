"""Staff actions: staff change a row by an action, never by editing its fields.

An action has a page with a form, a permission, and one call of a domain function, which may refuse.
An action without permission is neither shown nor performed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from hembanken.request_context import Actor, RequestContext

Perform = Callable[..., HttpResponseBase | None]


class ActionRefused(Exception):
    """A staff action is not possible; the message says why."""


def extra_arguments(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an action's form apart from the reason."""
    return {name: value for name, value in arguments.items() if name != "reason"}


def staff_id_of(request: HttpRequest) -> UUID:
    """Return the account id of the member of staff who is logged in."""
    assert request.user.pk is not None  # noqa: S101 (the admin requires a login)
    return request.user.pk


@dataclass(frozen=True)
class StaffAction:
    """An action on a row; `name` is part of its URL.

    `perform` is called with the row, the actor and the other fields of the form. It may return a
    response, such as a file; without one, the browser is redirected to the row.
    """

    name: str
    label: Any
    permission: str
    perform: Perform
    form: type[forms.Form] = forms.Form
    is_offered: Callable[[Any, Any], bool] = lambda _state, _staff: True
    four_eyes: bool = False

    def is_open_to(self, staff: Any, state: Any) -> bool:
        return bool(staff.has_perm(self.permission) and self.is_offered(state, staff))

    def run(
        self, row: Model, arguments: dict[str, Any], staff: UUID, context: RequestContext
    ) -> HttpResponseBase | None:
        """Perform the action; raise the refusals of its domain function."""
        return self.perform(
            row, Actor(staff, arguments.get("reason", ""), context), **extra_arguments(arguments)
        )


class ReasonForm(forms.Form):
    """A reason from a list and optional details, joined in `reason` for the audit log."""

    reason = forms.ChoiceField(label=_("Skäl"))
    more = forms.CharField(
        label=_("Mer om skälet"),
        help_text=_("Skriv inga namn eller nummer här. Texten står kvar i journalen."),
        max_length=120,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        fields = self.cleaned_data
        parts = fields.pop("reason", ""), fields.pop("more", "")
        fields["reason"] = ": ".join(part for part in parts if part)
        return fields


def reason_form(*reasons: str, **fields: forms.Field) -> type[forms.Form]:
    """Return a form class with these reasons and further fields.

    The audit log stores a reason in the source language, whatever language staff read.
    """
    choices: list[tuple[str, Any]] = [(each, _(each)) for each in reasons]
    if len(choices) > 1:
        choices.insert(0, ("", _("Välj ett skäl")))
    reason = forms.ChoiceField(label=_("Skäl"), choices=choices)
    return type("WithReasons", (ReasonForm,), {**fields, "reason": reason})
