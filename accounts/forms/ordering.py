"""The forms with which a kodbox is ordered, logged in or not."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.forms.login import LoginForm
from kodbox.models import Order


def kinds() -> list[tuple[str, Any]]:
    """Return the kinds of devices that this bank has, the ordinary one first."""
    offered = (Order.Kind.ORDINARY, *settings.KODBOX_KINDS)
    return [(kind.value, kind.label) for kind in Order.Kind if kind in offered]


class KindForm(forms.Form):
    """The kind of device, which is asked only where the bank has more than one."""

    kind = forms.ChoiceField(
        label=_("Vilken kodbox vill du ha?"),
        choices=kinds,
        initial=Order.Kind.ORDINARY,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Välj vilken kodbox du vill ha."),
            "invalid_choice": _("Välj vilken kodbox du vill ha."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.KODBOX_KINDS:
            del self.fields["kind"]


class OrderForm(KindForm):
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


class AnonymousOrderForm(LoginForm, KindForm):
    kept_fields = ("number", "kind", "delivery")
    focuses_first_field = False  # The text above the form is to be read first.
    field_order = ("number", "password", "kind", "delivery")

    delivery = OrderForm.declared_fields["delivery"]
