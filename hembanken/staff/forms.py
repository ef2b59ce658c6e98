"""What an act of the staff asks: why, from a list of reasons, and what else it needs to know."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """Why: a reason from a list, and what there is to add; `why` is what the journal keeps."""

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

    The journal keeps a reason as it is told here, in whatever language it was chosen.
    """
    choices: list[tuple[str, Any]] = [(each, _(each)) for each in reasons]
    if len(choices) > 1:
        choices.insert(0, ("", _("Välj ett skäl")))
    reason = forms.ChoiceField(label=_("Skäl"), choices=choices)
    return type("WithReasons", (ReasonForm,), {**further, "reason": reason})
