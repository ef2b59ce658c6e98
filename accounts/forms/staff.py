"""The forms of the staff's login and of the search for a customer."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from accounts.forms.credentials import CredentialForm
from accounts.forms.fields import MAX_TYPED_LENGTH, CodeField

TOO_LONG = _("Skriv högst 100 tecken.")
LENGTH_VALIDATORS = [
    MaxLengthValidator(MAX_TYPED_LENGTH, TOO_LONG)
]  # maxlength would cut pasted text


class StaffLoginForm(CredentialForm):
    """Name, long password and code of a member of staff, checked together."""

    refused_message = _("Användarnamn, lösenord eller kod stämmer inte.")
    advice_field = ""
    help_anchor = ""
    kept_fields = ("username",)

    username = forms.CharField(
        label=_("Användarnamn"),
        validators=LENGTH_VALIDATORS,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "off"}),
    )
    password = forms.CharField(
        label=_("Lösenord"),
        validators=LENGTH_VALIDATORS,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = CodeField()


class FindForm(forms.Form):
    """The text to search for, sent by POST so that no number stands in a URL (F8)."""

    text = forms.CharField(
        label=_("Personnummer, kundnummer, serienummer eller namn"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
