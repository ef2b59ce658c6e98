"""The base of every form that takes a credential: one domain call, one message on refusal."""

import math
from collections.abc import Callable
from typing import Any, ClassVar, NoReturn

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts.credentials import authentication
from accounts.credentials.lockout import TooManyAttempts
from hembanken.web.waiting import until_params


def refuse_submission(**_cleaned_data: object) -> NoReturn:
    """Raise TypeError: the form was made to be rendered only."""
    raise TypeError("A form that is submitted needs a domain function to submit to.")


class CredentialForm(forms.Form):
    """A form that submits its data with one domain call, `submit`, and stores the `result`.

    Every refusal has the same message in the summary. A field has a message of its own only about
    the shape of its value, or as advice.
    """

    refused_message: Any = _("Felaktigt personnummer eller lösenord")
    refusal_exceptions: ClassVar[tuple[type[Exception], ...]] = (authentication.WrongCredentials,)
    warning_message: Any = _(
        "Efter %(attempts)s felaktiga försök i rad måste du vänta innan du kan försöka igen."
    )
    locked_out_message: Any = _(
        "Du har angett fel uppgifter för många gånger. Försök igen om %(wait)s (%(moment)s)."
    )
    permanently_locked_out_message: Any = _(
        "Du har angett fel uppgifter för många gånger. Ring Kundservice för att komma vidare."
    )
    rate_limited_message: Any = _(
        "Just nu går det bara att logga in i en webbläsare där du har loggat in förut. Använd en "
        "sådan, eller försök igen om %(wait)s (%(moment)s)."
    )
    credential_fields: ClassVar = {"number", "password", "code"}
    kept_fields: ClassVar[tuple[str, ...]] = ("number",)
    advice_message: Any = _("Skriv lösenordet igen. Har du glömt det? Välj Skapa nytt lösenord.")
    advice_field = "password"
    help_anchor = "fel-personnummer-eller-losenord"

    def __init__(
        self, submit: Callable[..., object] = refuse_submission, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.submit = submit
        self.result: Any = None

    @property
    def field_to_correct(self) -> forms.BoundField | None:
        """The first field with an error, to which the summary's heading links."""
        return next((field for field in self.visible_fields() if field.errors), None)

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        if self.errors:
            if self.credential_fields & set(self.errors):
                raise ValidationError(self.refused_message, code="refused")
            return self.cleaned_data
        try:
            self.result = self.submit(**self.cleaned_data)
        except TooManyAttempts as refusal:
            raise self._locked_out(refusal) from None
        except self.refusal_exceptions as refusal:
            if self.advice_field:
                advice = ValidationError(self.advice_message, code="advice")
                self.add_error(self.advice_field, advice)
            raise ValidationError(self._refused(refusal)) from None
        return self.cleaned_data

    def _refused(self, refusal: Exception) -> list[ValidationError]:
        """Return the message, and the warning if few attempts are left."""
        messages = [ValidationError(self.refused_message, code="refused")]
        if getattr(refusal, "should_warn", False):
            attempts = {"attempts": settings.ATTEMPTS_BEFORE_LOCKOUT}
            messages.append(ValidationError(self.warning_message, code="warning", params=attempts))
        return messages

    def _locked_out(self, refusal: TooManyAttempts) -> ValidationError:
        if refusal.until is None:
            return ValidationError(
                self.permanently_locked_out_message, code="permanently_locked_out"
            )
        params = until_params(math.ceil(refusal.until.timestamp()))
        limited = refusal.is_rate_limited
        message = self.rate_limited_message if limited else self.locked_out_message
        return ValidationError(message, code="locked_out", params=params)
