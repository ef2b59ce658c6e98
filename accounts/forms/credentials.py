"""What every form with a credential does: it asks the domain once, and says one message."""

from collections.abc import Callable
from typing import Any, ClassVar, NoReturn

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts.credentials import authentication
from accounts.credentials.lockout import TooManyAttempts


def nobody(**_credentials: object) -> NoReturn:
    """Stand in as the judge of a form that is only shown."""
    raise TypeError("A form that is judged needs a judge.")


class CredentialForm(forms.Form):
    """A form whose credentials are judged together by one call, and refused with one message.

    Whatever is wrong stands in the summary as `refused`; a hint on form stands at its field.
    `proven` is what the call returned.
    """

    refused: Any = _("Felaktigt personnummer eller lösenord")
    refusals: ClassVar[tuple[type[Exception], ...]] = (authentication.WrongCredentials,)
    stopped: Any = _(
        "Det har blivit fel för många gånger. Försök igen efter klockan %(time)s den %(date)s."
    )
    blocked: Any = _("Det har blivit fel för många gånger. Ring Kundservice för att komma vidare.")
    flooded: Any = _(
        "Just nu släpper vi bara in webbläsare som har loggat in förut. "
        "Använd en sådan, eller försök igen efter klockan %(time)s den %(date)s."
    )
    credentials: ClassVar = {"number", "password", "code"}
    advice: Any = _("Skriv lösenordet igen. Har du glömt det: välj Skapa nytt lösenord.")
    advised = "password"  # at which field, whatever the cause of a refusal
    help_anchor = "fel-personnummer-eller-losenord"

    def __init__(self, judge: Callable[..., object] = nobody, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.judge = judge
        self.proven: Any = None
        self.should_warn = False

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        if self.errors:
            if self.credentials & set(self.errors):
                raise ValidationError(self.refused, code="refused")
            return self.cleaned_data
        try:
            self.proven = self.judge(**self.cleaned_data)
        except TooManyAttempts as stop:
            raise self._stopped(stop) from None
        except self.refusals as refused:
            self.should_warn = getattr(refused, "should_warn", False)
            if self.advised:
                self.add_error(self.advised, ValidationError(self.advice, code="advice"))
            raise ValidationError(self.refused, code="refused") from None
        return self.cleaned_data

    def _stopped(self, stop: TooManyAttempts) -> ValidationError:
        if stop.until is None:
            return ValidationError(self.blocked, code="blocked")
        until = timezone.localtime(stop.until)
        shown = {
            "time": formats.time_format(until, "H:i"),
            "date": formats.date_format(until, "j F"),
        }
        message = self.flooded if stop.is_rate_limited else self.stopped
        return ValidationError(message, code="stopped", params=shown)
