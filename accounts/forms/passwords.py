"""The forms with which a customer chooses a password."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.credentials import authentication, passwords
from accounts.forms.credentials import CredentialForm
from accounts.forms.fields import PasswordField


class ChoosePasswordForm(CredentialForm):
    """A personal password, twice."""

    weakness_messages: ClassVar = {
        passwords.Weakness.EQUAL: _("Fyra lika siffror är lätta att gissa. Blanda olika siffror."),
        passwords.Weakness.CONSECUTIVE: _(
            "Siffror i följd är lätta att gissa. Blanda siffrorna mer."
        ),
        passwords.Weakness.YEAR: _("Ett årtal är lätt att gissa. Välj fyra andra siffror."),
        passwords.Weakness.IN_NUMBER: _(
            "De här siffrorna finns i ditt personnummer. Välj fyra andra siffror."
        ),
        passwords.Weakness.UNCHANGED: _(
            "Det här är lösenordet som du har nu. Välj fyra andra siffror."
        ),
    }
    different_message = _("Lösenorden är inte lika. Skriv samma fyra siffror i båda fälten.")
    refused_message = _("Felaktigt lösenord")
    refusal_exceptions = (authentication.WrongCredentials, passwords.PasswordChangedMeanwhile)
    advice_field = ""
    credential_fields: ClassVar = set()  # A chosen password is not yet a credential.
    help_anchor = "byta-losenord"

    choice = PasswordField(_("Nytt lösenord"), "new-password", _("Skriv ett nytt lösenord."))
    again = PasswordField(
        _("Upprepa nytt lösenord"),
        "new-password",
        _("Skriv det nya lösenordet en gång till."),
        _("det upprepade lösenordet"),
    )

    def clean(self) -> dict[str, Any]:
        again = self.cleaned_data.pop("again", None)
        if not self.errors and again != self.cleaned_data["choice"]:
            self.add_error("again", ValidationError(self.different_message, code="different"))
        try:
            return super().clean()
        except passwords.PasswordTooWeak as error:
            message = self.weakness_messages[error.weakness]
            self.add_error("choice", ValidationError(message, code=error.weakness))
        return self.cleaned_data


class ChangePasswordForm(ChoosePasswordForm):
    advice_field = "current"
    advice_message = _("Skriv ditt nuvarande lösenord igen.")

    field_order = ("current", "choice", "again")

    current = PasswordField(_("Nuvarande lösenord"), empty=_("Skriv ditt nuvarande lösenord."))
