"""The fields that customers type in; spaces and hyphens are ignored where that is safe."""

import re
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.personnummer import DASHES, Fault, InvalidNumber, Number, normalise

BLANKS = r"\s\u00ad\u200b-\u200d\u2060\ufeff"
AROUND = re.compile(rf"\A[{BLANKS}]+|[{BLANKS}]+\Z")
SEPARATORS = re.compile(rf"[{BLANKS}{DASHES}]+")
MAX_TYPED_LENGTH = 100
NUMERIC = {"inputmode": "numeric", "spellcheck": "false", "autocapitalize": "off"}


class SecretInput(forms.TextInput):
    """A visible text input that never renders its value."""

    def format_value(self, value: object) -> None:
        return None


class BoundSharedField(BoundField):
    """A field of one form. The first field has the focus when a page opens without errors.

    The form says so by `focuses_first_field`. On a page with errors the summary has the focus.
    """

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        focuses = getattr(self.form, "focuses_first_field", False)
        if focuses and self.name == next(iter(self.form.fields)) and not self.form.errors:
            attrs["autofocus"] = True
        return attrs


class SharedField(forms.CharField):
    """A field without state of its own: all forms share one instance, since a copy takes time."""

    bound_field_class = BoundSharedField

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, strip=False, **options)

    def __deepcopy__(self, _memo: object) -> Self:
        return self


class NumberField(SharedField):
    """A personnummer or kundnummer, in any usual way of writing it."""

    messages = {
        Fault.EMPTY: _("Skriv ditt personnummer eller kundnummer."),
        Fault.SHAPE: _("Skriv tio siffror: år, månad, dag och de fyra sista. Så här: ååmmddxxxx."),
        Fault.LETTER: _(
            "Det går inte att logga in med ett nummer som har en bokstav. Ring Kundservice."
        ),
        Fault.COMPANY: _(
            "Det här är ett organisationsnummer. Skriv ditt eget personnummer eller kundnummer."
        ),
        Fault.CHECK_DIGIT: _(
            "Någon siffra stämmer inte. Jämför med ditt ID-kort, siffra för siffra."
        ),
        Fault.DATE: _("Datumet i numret finns inte. Skriv år, månad och dag: ååmmddxxxx."),
    }

    def __init__(self) -> None:
        super().__init__(
            label=_("Personnummer: (kundnummer)"),
            help_text=_("Tio siffror utan bindestreck: ååmmddxxxx"),
            widget=forms.TextInput(attrs={**NUMERIC, "autocomplete": "username"}),
        )

    def clean(self, value: Any) -> Number:
        try:
            return normalise(value or "", timezone.localdate())
        except InvalidNumber as invalid:
            raise ValidationError(self.messages[invalid.fault], code=invalid.fault) from None


class DigitsField(SharedField):
    """A secret of exactly `length` ASCII digits, as text, without blanks around (A3, C10)."""

    length = 4
    other_length = 8
    empty = _("Skriv ditt lösenord.")
    shape = _("Lösenordet ska bestå av fyra siffror.")
    mistaken = _(
        "Det här är åtta siffror, som en behörighetskod. Här skriver du lösenordet, fyra siffror."
    )

    def clean(self, value: Any) -> str:
        typed = _without_blanks_around(value or "")
        if not typed:
            raise ValidationError(self.empty, code="empty")
        if re.fullmatch(rf"[0-9]{{{self.other_length}}}", _without_separators(typed)):
            raise ValidationError(self.mistaken, code="mistaken")
        if not re.fullmatch(rf"[0-9]{{{self.length}}}", typed):
            raise ValidationError(self.shape, code="shape")
        return typed


class PasswordField(DigitsField):
    """A four-digit password, masked. `spoken_name` names it on the button that shows it."""

    def __init__(
        self,
        label: Any,
        autocomplete: str = "current-password",
        empty: Any = None,
        spoken_name: Any = None,
    ) -> None:
        attributes = {**NUMERIC, "autocomplete": autocomplete}
        if spoken_name:
            attributes["data-reveal-name"] = spoken_name
        super().__init__(label=label, widget=forms.PasswordInput(attrs=attributes))
        self.empty = empty or self.empty


class CodeField(DigitsField):
    """An eight-digit code, visible so that it can be checked; `1234 5678` is accepted."""

    length = 8
    other_length = 4
    empty = _("Skriv koden som kodboxen visar.")
    shape = _("Koden ska bestå av åtta siffror. Skriv dem som kodboxen visar dem.")
    mistaken = _(
        "Det här är fyra siffror, som ett lösenord eller en pinkod. Koden har åtta siffror."
    )

    def __init__(self) -> None:
        super().__init__(
            label=_("Behörighetskod"),
            help_text=_("Åtta siffror från kodboxen"),
            widget=SecretInput(attrs={**NUMERIC, "autocomplete": "one-time-code"}),
        )

    def clean(self, value: Any) -> str:
        return super().clean(_without_separators(value or ""))


def _without_blanks_around(value: str) -> str:
    """Return a short value without blanks around it; a longer one is no secret anyway."""
    return AROUND.sub("", value) if len(value) <= MAX_TYPED_LENGTH else value


def _without_separators(value: str) -> str:
    return SEPARATORS.sub("", value[:MAX_TYPED_LENGTH])
