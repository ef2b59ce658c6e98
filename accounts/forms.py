"""The customer's forms: each shapes what was typed, asks the domain once, and says one message."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts import authentication, passwords
from accounts.attempts import TooManyAttempts
from accounts.fields import LONGEST_TYPED, CodeField, NumberField, PasswordField
from accounts.models import Agreement
from kodbox.models import Order

BOUNDED = [MaxLengthValidator(LONGEST_TYPED)]  # no maxlength, which cuts what is pasted


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

    def __init__(self, judge: Callable[..., object], *args: Any, **kwargs: Any) -> None:
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
        message = self.flooded if stop.is_flood else self.stopped
        return ValidationError(message, code="stopped", params=shown)


class LoginForm(CredentialForm):
    """Number and password."""

    number = NumberField()
    password = PasswordField(_("Lösenord"))


class CodeForm(CredentialForm):
    """A code from the kodbox; refused, it advises the next one: two bring a box back in step."""

    refused = _("Felaktigt behörighetskod")
    refused_jointly: Any = _("Felaktigt personnummer, lösenord eller behörighetskod")
    refusals = (authentication.WrongCode, passwords.PasswordMoved)
    help_anchor = "fel-behorighetskod"
    advised = "code"
    advice: Any = _("Gör en ny kod och skriv den. Blir den också fel: skriv genast nästa kod.")
    advice_jointly: Any = _(
        "Gör en ny kod och skriv den. Blir det också fel: gå tillbaka och skriv personnummer och "
        "lösenord på nytt."
    )

    code = CodeField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.REFUSALS == "joint":
            self.refused, self.advice = self.refused_jointly, self.advice_jointly


class NewPasswordForm(CodeForm):
    """Number and code, for a new password."""

    refused_jointly = _("Felaktigt personnummer eller behörighetskod")
    field_order = ("number", "code")

    number = NumberField()


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


class ApproveForm(CredentialForm):
    """The personal password, as a signature under the agreement."""

    refused = _("Felaktigt lösenord")
    advice = _("Skriv ditt personliga lösenord igen.")
    refusals = (authentication.WrongCredentials, passwords.PasswordMoved)

    password = PasswordField(_("Personligt lösenord"))


class TermsForm(forms.Form):
    """The tick under the terms, which counts for the version that was shown."""

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


class TicksForm(TermsForm):
    """The ticks under the temporary password, and the password sealed for the form to come back."""

    field_order = ("noted", "accept_terms")

    noted = forms.BooleanField(
        label=_("Jag har noterat det temporära lösenordet"),
        error_messages={"required": _("Skriv upp lösenordet och kryssa sedan i rutan.")},
    )
    sealed = forms.CharField(widget=forms.HiddenInput, required=False)


class OrderForm(forms.Form):
    """How a kodbox is to be delivered, for a customer who is logged in."""

    delivery = forms.ChoiceField(
        label=_("Hur vill du få kodboxen?"),
        choices=Order.Delivery.choices,
        initial=Order.Delivery.POST,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Välj hur du vill få kodboxen."),
            "invalid_choice": _("Välj hur du vill få kodboxen."),
        },
    )


class AnonymousOrderForm(LoginForm):
    """Number, password and delivery; whatever they were, the answer is one and the same."""

    delivery = OrderForm.declared_fields["delivery"]
