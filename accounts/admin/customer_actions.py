"""The staff actions on a customer: permissions, conditions and reasons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts import pausing
from accounts.credentials import passwords, unlock
from accounts.customers import agreements, closing
from accounts.forms.ordering import KindForm
from accounts.models import Account
from accounts.sessions import active
from accounts.staff.customer_overview import CustomerOverview
from hembanken.staff.actions import StaffAction, reason_form
from kodbox import orders
from kodbox.admin.devices import BLOCK_REASONS
from kodbox.models import Order

IDENTIFIED = (
    gettext_noop("Identifierad på kontor"),
    gettext_noop("Identifierad per telefon med motfrågor"),
)
OrderReasonForm = reason_form(
    gettext_noop("Kunden har ingen kodbox"),
    gettext_noop("Borttappad eller stulen"),
    gettext_noop("Trasig"),
    gettext_noop("Går snart ut"),
    delivery=forms.ChoiceField(label=_("Leveranssätt"), choices=Order.Delivery.choices),
)


class OrderForCustomerForm(OrderReasonForm, KindForm):  # type: ignore[valid-type, misc]
    """The form of an order by staff: the kind is asked where customers are asked."""


def may_handle(account: Account, staff: Any) -> bool:
    """Return whether a member of staff may see who the customer is and handle the orders."""
    return not account.is_protected or staff.has_perm("accounts.view_protected")


def is_active_customer(overview: CustomerOverview, _staff: Account) -> bool:
    return overview.account.is_active


def may_lift_pause(overview: CustomerOverview, staff: Account) -> bool:
    account = overview.account
    return account.is_active and account.paused_at is not None and may_handle(account, staff)


def may_order_for(overview: CustomerOverview, staff: Account) -> bool:
    has_open_order = any(order.is_open for order in overview.orders)
    return overview.account.is_active and may_handle(overview.account, staff) and not has_open_order


def is_locked_out_temporarily(overview: CustomerOverview, _staff: Account) -> bool:
    attempts = overview.failed_attempts
    return attempts.failures > 0 and not attempts.is_locked_permanently


ACTIONS = (
    StaffAction(
        "sparra-avtal",
        _("Spärra Hembanksavtalet"),
        "accounts.block_agreement",
        agreements.block,
        reason_form(*BLOCK_REASONS),
        lambda overview, _staff: overview.account.is_active and not overview.account.blocked_at,
    ),
    StaffAction(
        "oppna-avtal",
        _("Öppna Hembanksavtalet igen"),
        "accounts.unblock_agreement",
        agreements.unblock,
        reason_form(*IDENTIFIED),
        lambda overview, _staff: overview.account.is_active and overview.account.blocked_at,
        four_eyes=True,
    ),
    StaffAction(
        "hav-paus",
        _("Häv pausen"),
        "accounts.lift_pause",
        lambda account, actor, **_ticked: pausing.lift(account, actor),
        reason_form(
            *IDENTIFIED,
            identified=forms.BooleanField(
                label=_("Jag har kontrollerat att det är kunden"),
                help_text=_("Då kan kunden logga in igen med sin kodbox och sitt lösenord."),
            ),
        ),
        may_lift_pause,
    ),
    StaffAction(
        "logga-ut",
        _("Logga ut kunden överallt"),
        "accounts.end_sessions",
        active.end_all,
        reason_form(gettext_noop("Kunden bad om det"), gettext_noop("Misstänkt missbruk")),
        is_active_customer,
    ),
    StaffAction(
        "nytt-losenord",
        _("Kräv nytt lösenord"),
        "accounts.require_password",
        passwords.require_new,
        reason_form(
            gettext_noop("Någon annan kan ha sett lösenordet"),
            gettext_noop("Misstänkt missbruk"),
        ),
        lambda overview, _staff: overview.account.has_usable_password(),
    ),
    StaffAction(
        "hav-stopp",
        _("Häv stoppet efter många fel"),
        "accounts.end_lockout",
        unlock.end_lockout,
        reason_form(*IDENTIFIED),
        is_locked_out_temporarily,
    ),
    StaffAction(
        "hav-sparr",
        _("Häv spärren efter hundra fel"),
        "accounts.end_permanent_lockout",
        unlock.end_permanent_lockout,
        reason_form(*IDENTIFIED),
        lambda overview, _staff: overview.failed_attempts.is_locked_permanently,
    ),
    StaffAction(
        "bestall",
        _("Beställ kodbox"),
        "kodbox.handle_order",
        lambda account, actor, **fields: orders.place(account.pk, actor=actor, **fields),
        OrderForCustomerForm,
        may_order_for,
    ),
    StaffAction(
        "avsluta",
        _("Avsluta kunden"),
        "accounts.close_account",
        closing.close,
        reason_form(gettext_noop("Kunden lämnar banken"), gettext_noop("Dödsfall")),
        is_active_customer,
    ),
    StaffAction(
        "ateruppta",
        _("Återuppta kunden"),
        "accounts.reopen_account",
        closing.reopen,
        reason_form(gettext_noop("Avslutad av misstag"), gettext_noop("Kunden kommer tillbaka")),
        lambda overview, _staff: overview.account.closed_at and not overview.account.erased_at,
        four_eyes=True,
    ),
)
REFUSALS = (
    agreements.AgreementRefused,
    unlock.NotLockedOut,
    closing.ClosingRefused,
    orders.OrderRefused,
    pausing.NotPaused,
    passwords.PasswordChangedMeanwhile,
)
