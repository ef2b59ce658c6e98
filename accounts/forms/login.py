"""The forms of a login: number and password, code, terms, and approval."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.credentials import authentication, passwords
from accounts.forms.credentials import CredentialForm
from accounts.forms.fields import CodeField, NumberField, PasswordField
from accounts.models import Agreement


class LoginForm(CredentialForm):
    focuses_first_field = True

    number = NumberField()
    password = PasswordField(_("Lösenord"))


class CodeForm(CredentialForm):
    """A code from the kodbox; the advice leads to a second code, which may resynchronise it."""

    refused_message = _("Felaktigt behörighetskod")
    joint_refused_message: Any = _("Felaktigt personnummer, lösenord eller behörighetskod")
    refusal_exceptions = (authentication.WrongCode, passwords.PasswordChangedMeanwhile)
    focuses_first_field = True
    help_anchor = "fel-behorighetskod"
    advice_field = "code"
    advice_message: Any = _(
        "Skapa en ny kod och skriv den. Blir det också fel? Skriv genast nästa kod."
    )
    joint_advice_message: Any = _(
        "Skapa en ny kod och skriv den. Blir det också fel? Gå tillbaka och skriv personnummer och "
        "lösenord på nytt."
    )

    code = CodeField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.REFUSALS == "joint":
            self.refused_message = self.joint_refused_message
            self.advice_message = self.joint_advice_message


class TermsForm(forms.Form):
    """The tick below the terms, valid for the version that was shown."""

    accept_terms = forms.BooleanField(
        label=_("Jag accepterar villkoren för eSafeID"),
        error_messages={"required": _("Läs villkoren och kryssa i rutan för att gå vidare.")},
    )
    changed = _("Villkoren är nya sedan du öppnade sidan. Läs dem och kryssa i rutan igen.")

    def __init__(self, *args: Any, terms: Agreement | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_force = str(terms.version) if terms else ""
        if terms is None:
            del self.fields["accept_terms"]

    def clean(self) -> dict[str, Any]:
        accepted = self.cleaned_data.get("accept_terms")
        if accepted and self.data.get("version") != self.in_force:
            self.add_error("accept_terms", ValidationError(self.changed, code="changed"))
        return self.cleaned_data


class ApproveForm(CredentialForm):
    refused_message = _("Felaktigt lösenord")
    advice_message = _("Skriv ditt personliga lösenord igen.")
    refusal_exceptions = (authentication.WrongCredentials, passwords.PasswordChangedMeanwhile)

    password = PasswordField(_("Personligt lösenord"))
