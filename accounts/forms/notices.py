"""The form of a notice on the login, whose times are those of Europe/Stockholm."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Notice

FORMAT = "%Y-%m-%dT%H:%M"  # of an input of the type datetime-local


def _time_field(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=FORMAT)
    return forms.DateTimeField(label=label, widget=widget)


class NoticeForm(forms.ModelForm):  # type: ignore[type-arg]
    starts_at = _time_field(_("Visas från"))
    ends_at = _time_field(_("Visas till"))

    class Meta:
        model = Notice
        fields = ("text_sv", "text_en", "starts_at", "ends_at")
        help_texts = {
            "text_sv": _(
                "Alla kan läsa meddelandet, även den som inte är kund. Be aldrig om koder."
            ),
        }
        widgets = {
            "text_sv": forms.Textarea(attrs={"rows": 3}),
            "text_en": forms.Textarea(attrs={"rows": 3, "lang": "en"}),
        }

    def clean(self) -> dict[str, Any]:
        fields = self.cleaned_data
        starts_at, ends_at = fields.get("starts_at"), fields.get("ends_at")
        if ends_at and ends_at <= timezone.now():
            self.add_error("ends_at", _("Välj en tid som inte har passerat."))
        elif starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("Välj en tid som är senare än Visas från."))
        return fields
