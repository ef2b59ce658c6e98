"""The staff's login, and the search for a customer."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from accounts.forms.credentials import CredentialForm
from accounts.forms.fields import LONGEST_TYPED, CodeField

BOUNDED = [MaxLengthValidator(LONGEST_TYPED)]  # no maxlength, which cuts what is pasted


class StaffLoginForm(CredentialForm):
    """Name, long password and code of a member of staff, judged together."""

    refused = _("Namn, lösenord eller kod stämmer inte.")
    advised = ""
    help_anchor = ""

    username = forms.CharField(
        label=_("Användarnamn"),
        validators=BOUNDED,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "off"}),
    )
    password = forms.CharField(
        label=_("Lösenord"),
        validators=BOUNDED,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = CodeField()


class FindForm(forms.Form):
    """Whom to find; sent by POST, since a number never stands in a URL (F8)."""

    text = forms.CharField(
        label=_("Personnummer, kundnummer, serienummer eller namn"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
