"""The forms of a password reset: number and code, and the ticks below the temporary password."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import CodeField, NumberField
from accounts.forms.login import CodeForm, TermsForm


class NewPasswordForm(CodeForm):
    joint_refused_message = _("Felaktigt personnummer eller behörighetskod")
    field_order = ("number", "code")

    number = NumberField()
    code = CodeField()


class TemporaryPasswordForm(TermsForm):
    """The ticks below the temporary password; the password is encrypted in a hidden field."""

    field_order = ("noted", "accept_terms")

    noted = forms.BooleanField(
        label=_("Jag har noterat det temporära lösenordet"),
        error_messages={"required": _("Skriv upp lösenordet och kryssa sedan i rutan.")},
    )
    encrypted = forms.CharField(widget=forms.HiddenInput, required=False)
