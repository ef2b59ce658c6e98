"""The base of every form that takes a credential: one domain call, one message on refusal."""

from collections.abc import Callable
from typing import Any, ClassVar, NoReturn

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts.credentials import authentication
from accounts.credentials.lockout import TooManyAttempts


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
    locked_out_message: Any = _(
        "Det har blivit fel för många gånger. Försök igen efter klockan %(time)s den %(date)s."
    )
    permanently_locked_out_message: Any = _(
        "Det har blivit fel för många gånger. Ring Kundservice för att komma vidare."
    )
    rate_limited_message: Any = _(
        "Just nu släpper vi bara in webbläsare som har loggat in förut. "
        "Använd en sådan, eller försök igen efter klockan %(time)s den %(date)s."
    )
    credential_fields: ClassVar = {"number", "password", "code"}
    advice_message: Any = _("Skriv lösenordet igen. Har du glömt det: välj Skapa nytt lösenord.")
    advice_field = "password"
    help_anchor = "fel-personnummer-eller-losenord"

    def __init__(
        self, submit: Callable[..., object] = refuse_submission, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.submit = submit
        self.result: Any = None
        self.should_warn = False

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
            self.should_warn = getattr(refusal, "should_warn", False)
            if self.advice_field:
                advice = ValidationError(self.advice_message, code="advice")
                self.add_error(self.advice_field, advice)
            raise ValidationError(self.refused_message, code="refused") from None
        return self.cleaned_data

    def _locked_out(self, refusal: TooManyAttempts) -> ValidationError:
        if refusal.until is None:
            return ValidationError(
                self.permanently_locked_out_message, code="permanently_locked_out"
            )
        until = timezone.localtime(refusal.until)
        moment = {
            "time": formats.time_format(until, "H:i"),
            "date": formats.date_format(until, "j F"),
        }
        limited = refusal.is_rate_limited
        message = self.rate_limited_message if limited else self.locked_out_message
        return ValidationError(message, code="locked_out", params=moment)
