"""The forms with which a kodbox is ordered, logged in or not."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.login import LoginForm
from kodbox.models import Order


class OrderForm(forms.Form):
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
    kept_fields = ("number", "delivery")
    focuses_first_field = False  # The text above the form is to be read first.

    delivery = OrderForm.declared_fields["delivery"]
