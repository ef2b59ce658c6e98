"""One customer on one page, found by a POST, and what staff may do for them."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts import (
    agreements,
    attempts,
    closing,
    finding,
    open_sessions,
    overview,
    passwords,
)
from accounts.forms import FindForm
from accounts.models import Account
from hembanken.journal import journal
from hembanken.journal.events import Event
from hembanken.source import Act, source_of
from hembanken.staff.acts import StaffAct, by
from hembanken.staff.forms import reason_form
from hembanken.staff.rows import StaffAdmin
from kodbox import orders
from kodbox.admin.devices import BLOCK_REASONS
from kodbox.models import Order

PROTECTED = "accounts.view_protected"
IDENTIFIED = (
    gettext_noop("Identifierad på kontor"),
    gettext_noop("Identifierad per telefon med motfrågor"),
)
ORDER_REASONS = (
    gettext_noop("Kunden har ingen kodbox"),
    gettext_noop("Förlorad eller stulen"),
    gettext_noop("Trasig"),
    gettext_noop("Går snart ut"),
)

Delivery = forms.ChoiceField(label=_("Leverans"), choices=Order.Delivery.choices)


def order_kodbox(account: Account, act: Act, *, delivery: str) -> None:
    orders.place(account.pk, delivery, act)


def is_blocked(account: Account, _staff: Account) -> bool:
    return account.is_active and account.blocked_at is not None


def is_not_blocked(account: Account, _staff: Account) -> bool:
    return account.is_active and account.blocked_at is None


def is_customer(account: Account, _staff: Account) -> bool:
    return account.is_active


def is_closed(account: Account, _staff: Account) -> bool:
    return account.closed_at is not None and account.erased_at is None


def has_password(account: Account, _staff: Account) -> bool:
    return account.has_usable_password()


def may_order_for(account: Account, staff: Account) -> bool:
    may_handle = not account.is_protected or staff.has_perm(PROTECTED)
    has_open_order = any(order.state in orders.OPEN for order in overview.orders_of(account))
    return account.is_active and may_handle and not has_open_order


def has_failures(account: Account, _staff: Account) -> bool:
    count = overview.count_of(account)
    return count is not None and count.failures > 0 and not count.is_stopped_for_good


def is_stopped_for_good(account: Account, _staff: Account) -> bool:
    count = overview.count_of(account)
    return count is not None and count.is_stopped_for_good


@admin.register(Account)
class CustomerAdmin(StaffAdmin):
    """Customers: found one at a time, and never edited."""

    refusals = (
        agreements.AgreementMoved,
        attempts.NotStopped,
        closing.ClosingRefused,
        orders.OrderRefused,
        passwords.PasswordMoved,
    )
    acts: ClassVar = (
        StaffAct(
            "sparra-avtal",
            _("Spärra Hembanksavtalet"),
            "accounts.block_agreement",
            agreements.block,
            reason_form(*BLOCK_REASONS),
            is_not_blocked,
        ),
        StaffAct(
            "oppna-avtal",
            _("Öppna Hembanksavtalet igen"),
            "accounts.unblock_agreement",
            agreements.unblock,
            reason_form(*IDENTIFIED),
            is_blocked,
            four_eyes=True,
        ),
        StaffAct(
            "logga-ut",
            _("Logga ut kunden överallt"),
            "accounts.end_sessions",
            open_sessions.end_everywhere,
            reason_form(gettext_noop("Kunden bad om det"), gettext_noop("Misstänkt missbruk")),
            is_customer,
        ),
        StaffAct(
            "nytt-losenord",
            _("Kräv nytt lösenord"),
            "accounts.require_password",
            passwords.require_new,
            reason_form(
                gettext_noop("Någon annan kan ha sett lösenordet"),
                gettext_noop("Misstänkt missbruk"),
            ),
            has_password,
        ),
        StaffAct(
            "hav-stopp",
            _("Häv stoppet efter många fel"),
            "accounts.release_stop",
            attempts.release,
            reason_form(*IDENTIFIED),
            has_failures,
        ),
        StaffAct(
            "hav-sparr",
            _("Häv spärren efter hundra fel"),
            "accounts.release_for_good",
            attempts.release_for_good,
            reason_form(*IDENTIFIED),
            is_stopped_for_good,
        ),
        StaffAct(
            "bestall",
            _("Beställ kodbox"),
            "kodbox.handle_order",
            order_kodbox,
            reason_form(*ORDER_REASONS, delivery=Delivery),
            may_order_for,
        ),
        StaffAct(
            "avsluta",
            _("Avsluta kunden"),
            "accounts.close_account",
            closing.close,
            reason_form(gettext_noop("Kunden lämnar banken"), gettext_noop("Dödsfall")),
            is_customer,
        ),
        StaffAct(
            "ateruppta",
            _("Återuppta kunden"),
            "accounts.reopen_account",
            closing.reopen,
            reason_form(
                gettext_noop("Avslutad av misstag"), gettext_noop("Kunden kommer tillbaka")
            ),
            is_closed,
            four_eyes=True,
        ),
    )

    def account_of(self, row: Account) -> UUID | None:
        return row.pk

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(is_staff=False).prefetch_related("identifiers")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Find a customer; there is no list of all of them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = FindForm(request.POST or None)
        found = finding.find(form.cleaned_data["text"]) if form.is_valid() else []
        is_full = len(found) == finding.MOST_FOUND
        context = {"form": form, "found": found, "is_full": is_full, "title": _("Hitta en kund")}
        return self._page(request, "find", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one customer at a glance; looking is itself an event."""
        account = self.get_object(request, object_id)
        if account is None:
            raise Http404
        if not self.has_view_permission(request, account) or request.method != "GET":
            raise PermissionDenied
        shows_name = not account.is_protected or request.user.has_perm(PROTECTED)
        journal.append(Event.STAFF_LOOKED, account.pk, source_of(request), actor_id=by(request))
        context = {
            "overview": overview.of(account),
            "shows_name": shows_name,
            "acts": self.open_acts(request, account),
            "title": _("Kund"),
            "original": account,
        }
        return self._page(request, "customer", context)

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return render(request, f"admin/staff/{name}.html", whole)
