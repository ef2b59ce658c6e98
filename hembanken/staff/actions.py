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
from django.utils.translation import gettext_lazy as _

from hembanken.request_context import Actor, RequestContext

Perform = Callable[..., HttpResponseBase | None]


class ActionRefused(Exception):
    """The act can't be done; the message says why."""


def always(_row: Any, _staff: Any) -> bool:
    """Offer an act whatever state the row is in, to everybody with its permission."""
    return True


def extra_arguments(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return what the form of an act asked besides why."""
    return {name: value for name, value in arguments.items() if name != "why"}


def staff_id_of(request: HttpRequest) -> UUID:
    """Return the account of the member of staff who asks."""
    assert request.user.pk is not None  # noqa: S101 (the admin is for who is logged in)
    return request.user.pk


@dataclass(frozen=True)
class StaffAction:
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
        self, row: Model, arguments: dict[str, Any], staff: UUID, context: RequestContext
    ) -> HttpResponseBase | None:
        """Do the act, which raises what its domain refuses."""
        return self.perform(
            row, Actor(staff, arguments.get("why", ""), context), **extra_arguments(arguments)
        )


class ReasonForm(forms.Form):
    """Why: a reason from a list, and what there is to add; `why` is what the audit log keeps."""

    reason = forms.ChoiceField(label=_("Skäl"))
    more = forms.CharField(
        label=_("Mer om skälet"),
        help_text=_("Skriv inga namn och inga nummer här: texten står kvar i journalen."),
        max_length=120,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        parts = told.pop("reason", ""), told.pop("more", "")
        told["why"] = ": ".join(part for part in parts if part)
        return told


def reason_form(*reasons: str, **further: forms.Field) -> type[forms.Form]:
    """Return the form of an act that is done for one of these reasons, and what else it asks.

    The audit log keeps a reason as it is told here, in whatever language it was chosen.
    """
    choices: list[tuple[str, Any]] = [(each, _(each)) for each in reasons]
    if len(choices) > 1:
        choices.insert(0, ("", _("Välj ett skäl")))
    reason = forms.ChoiceField(label=_("Skäl"), choices=choices)
    return type("WithReasons", (ReasonForm,), {**further, "reason": reason})
