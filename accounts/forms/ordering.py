"""Beställa kodbox, logged in or not."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.login import LoginForm
from kodbox.models import Order


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
